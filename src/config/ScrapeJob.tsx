import { ConfigSubSection } from '@grafana/plugin-ui';
import { ClipboardButton, RadioButtonGroup, TextLink, useStyles2 } from '@grafana/ui';
import { type GrafanaTheme2 } from '@grafana/data';
import { css } from '@emotion/css';
import { useState } from 'react';
import { t } from '../i18n';
import { type Scraper, scraperJobs } from './scrapeJobs';
import { DEFAULT_SCRAPE_INTERVAL } from '../types';

const scrapers = (['prometheus', 'alloy', 'otel'] as const).map((value) => ({
  value,
  label: scraperJobs[value].label,
}));

/** The configuration that brings Baseten's metrics to the server, ready to copy. */
export function ScrapeJob({ scrapeInterval }: { scrapeInterval?: string | number }) {
  const styles = useStyles2(getStyles);
  const [scraper, setScraper] = useState<Scraper>('prometheus');
  const job = scraperJobs[scraper];
  const written = String(scrapeInterval ?? '').trim() || DEFAULT_SCRAPE_INTERVAL;
  // A file may hold a bare number of seconds, which a scraper's configuration doesn't know.
  const text = job.text(/^\d+$/.test(written) ? `${written}s` : written);
  return (
    <ConfigSubSection
      title={t('config.scrape-job.title', 'Scrape job')}
      description={
        <>
          {t(
            'config.scrape-job.about',
            'The server needs this job to have anything to show. It reads an API key of your Baseten workspace from a file.'
          )}{' '}
          <TextLink external inline href="https://docs.baseten.co/observability/export-metrics/overview">
            {t('config.scrape-job.docs', 'Export metrics')}
          </TextLink>
        </>
      }
      isCollapsible
      isInitiallyOpen={false}
    >
      <div className={styles.bar}>
        <RadioButtonGroup
          aria-label={t('config.scrape-job.scraper', 'Scraper')}
          size="sm"
          options={scrapers}
          value={scraper}
          onChange={setScraper}
        />
        <ClipboardButton icon="copy" size="sm" variant="secondary" getText={() => text}>
          {t('config.scrape-job.copy', 'Copy')}
        </ClipboardButton>
      </div>
      <pre
        className={styles.code}
        aria-label={t('config.scrape-job.text', '{{scraper}} configuration', { scraper: job.label })}
        tabIndex={0}
      >
        {text}
      </pre>
      <p className={styles.note}>{job.note()}</p>
    </ConfigSubSection>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'center', marginBottom: theme.spacing(1) }),
  code: css({ maxWidth: 720, margin: 0, fontSize: theme.typography.bodySmall.fontSize }),
  note: css({ color: theme.colors.text.secondary, margin: theme.spacing(1, 0, 0) }),
});
