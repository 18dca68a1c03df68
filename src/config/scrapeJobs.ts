/**
 * Configurations that bring Baseten's export to a Prometheus-compatible server.
 * Source of address and scheme: https://docs.baseten.co/observability/export-metrics/prometheus
 */
import { t } from '../i18n';

interface ScraperJob {
  label: string;
  /** The configuration with its interval filled in. */
  text: (interval: string) => string;
  /** What to do with it, in the language chosen. */
  note: () => string;
}

export type Scraper = 'prometheus' | 'alloy' | 'otel';

const KEY_FILE = '/etc/baseten/api-key';

export const scraperJobs: Record<Scraper, ScraperJob> = {
  prometheus: {
    label: 'Prometheus',
    text: (interval) => `scrape_configs:
  - job_name: baseten
    scrape_interval: ${interval}
    scheme: https
    metrics_path: /metrics
    authorization:
      type: Api-Key
      credentials_file: ${KEY_FILE}
    static_configs:
      - targets: ['app.baseten.co']`,
    note: () =>
      t(
        'config.scrape-job.prometheus',
        'Add it to prometheus.yml and reload. The export allows six requests a minute for a workspace: scrape it from one place.'
      ),
  },
  alloy: {
    label: 'Grafana Alloy',
    text: (interval) => `local.file "baseten_key" {
  filename  = "${KEY_FILE}"
  is_secret = true
}

prometheus.scrape "baseten" {
  targets         = [{"__address__" = "app.baseten.co", "job" = "baseten"}]
  scheme          = "https"
  metrics_path    = "/metrics"
  scrape_interval = "${interval}"
  forward_to      = [prometheus.remote_write.default.receiver]

  authorization {
    type        = "Api-Key"
    credentials = local.file.baseten_key.content
  }
}`,
    note: () =>
      t(
        'config.scrape-job.alloy',
        'prometheus.remote_write.default is the component that sends to your server; give it the name that yours has.'
      ),
  },
  otel: {
    label: 'OpenTelemetry Collector',
    text: (interval) => `receivers:
  prometheus:
    config:
      scrape_configs:
        - job_name: baseten
          scrape_interval: ${interval}
          scheme: https
          metrics_path: /metrics
          authorization:
            type: Api-Key
            credentials_file: ${KEY_FILE}
          static_configs:
            - targets: ['app.baseten.co']`,
    note: () =>
      t(
        'config.scrape-job.otel',
        'Add the receiver to a metrics pipeline whose exporter writes to your server, such as prometheusremotewrite.'
      ),
  },
};
