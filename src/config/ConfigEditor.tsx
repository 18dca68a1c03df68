import { ConfigSection, ConnectionSettings, DataSourceDescription } from '@grafana/plugin-ui';
import { Divider } from '@grafana/ui';
import { t } from '../i18n';
import { AuthSettings } from './AuthSettings';
import { LimitSettings } from './LimitSettings';
import { type ConfigProps } from './props';
import { QuerySettings } from './QuerySettings';
import { ScrapeJob } from './ScrapeJob';

/** Settings of the data source. Save & test is Grafana's own button below. */
export function ConfigEditor({ options, onOptionsChange }: ConfigProps) {
  return (
    <>
      <DataSourceDescription
        dataSourceName="Baseten Metrics"
        docsLink="https://docs.baseten.co/observability/export-metrics/overview"
        hasRequiredFields
      />
      <Divider />
      <ConnectionSettings
        config={options}
        onChange={onOptionsChange}
        urlLabel={t('config.url.label', 'Server URL')}
        urlPlaceholder="http://localhost:9090"
        urlTooltip={t(
          'config.url.tooltip',
          "Address of the Prometheus, Mimir, Thanos or VictoriaMetrics that scrapes Baseten's export endpoint. Grafana's server calls it, the browser never does."
        )}
      />
      <ScrapeJob scrapeInterval={options.jsonData.scrapeInterval} />
      <Divider />
      <AuthSettings options={options} onOptionsChange={onOptionsChange} />
      <Divider />
      <ConfigSection
        title={t('config.queries.title', 'Queries and look-ups')}
        description={t('config.queries.about', 'What is assumed where a query says nothing else.')}
        isCollapsible
        isInitiallyOpen
      >
        <QuerySettings options={options} onOptionsChange={onOptionsChange} />
      </ConfigSection>
      <Divider />
      <ConfigSection
        title={t('config.limits.title', 'Limits')}
        description={t(
          'config.limits.about',
          'What one query may cost. A query past a limit is an error that names it; the others go on.'
        )}
        isCollapsible
        isInitiallyOpen={false}
      >
        <LimitSettings options={options} onOptionsChange={onOptionsChange} />
      </ConfigSection>
    </>
  );
}
