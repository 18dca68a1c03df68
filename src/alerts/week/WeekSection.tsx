import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Stack, useStyles2 } from '@grafana/ui';
import { ENOUGH_KNOWN } from '../../backtest';
import { numberText, t } from '../../i18n';
import { type ObjectivesDocument, objectivesHash } from '../../objectives';
import { type EditorSource } from '../../source';
import { DAYS } from './run';
import { SidesSection } from './SidesSection';
import { toldBy } from './told';
import { useWeek, type Week } from './useWeek';
import { WeekTable } from './WeekTable';

interface Props {
  source: EditorSource;
  document: ObjectivesDocument;
  models: readonly string[];
}

/** What all rules of the document would have done in the last week. */
export function WeekSection({ source, document, models }: Props) {
  const styles = useStyles2(getStyles);
  const { week, estimate, start, stop } = useWeek(source, document);
  const isOther = 'hash' in week && week.hash !== objectivesHash(document);
  return (
    <section aria-label={t('alerts.week.title', 'Before they ring')}>
      <h3>{t('alerts.week.title', 'Before they ring')}</h3>
      <p className={styles.about}>
        {t(
          'alerts.week.about',
          'What the rules of these objectives would have done in the last 7 days, with this data source’s own series, evaluated as Grafana does.'
        )}
      </p>
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        {week.phase === 'asking' ? (
          <Button size="sm" variant="secondary" icon="times" onClick={stop}>
            {t('alerts.week.stop', 'Stop the preview')}
          </Button>
        ) : week.phase === 'ready' && !isOther ? (
          <Button size="sm" icon="history" onClick={start}>
            {t('alerts.week.start', 'Show the last 7 days')}
          </Button>
        ) : (
          <Button
            size="sm"
            variant={week.phase === 'idle' ? 'primary' : 'secondary'}
            icon="history"
            disabled={week.phase === 'preparing'}
            onClick={estimate}
          >
            {week.phase === 'idle' || week.phase === 'preparing'
              ? t('alerts.week.prepare', 'Preview all rules')
              : t('alerts.week.again', 'Preview again')}
          </Button>
        )}
        <span role="status">{statusOf(week)}</span>
      </Stack>
      {isOther && (
        <Alert
          severity="info"
          title={t('alerts.week.other', 'The objectives have changed since: preview again')}
          topSpacing={1}
        />
      )}
      {'rules' in week && week.rules.length > 0 && (
        <>
          <p className={styles.verdict} data-testid="set-verdict">
            {verdictOf(week)}
          </p>
          <WeekTable source={source} rules={week.rules} from={week.from} to={week.to} />
        </>
      )}
      <SidesSection source={source} document={document} models={models} />
    </section>
  );
}

function statusOf(week: Week): string {
  switch (week.phase) {
    case 'idle':
      return '';
    case 'preparing':
      return t('alerts.week.preparing', 'Making the rules and counting series…');
    case 'failed':
      return t('alerts.week.failed', 'The rules can’t be previewed: {{reason}}', { reason: week.reason });
    case 'ready':
      return t('alerts.week.cost', 'At most {{requests}} requests to the metrics server, two at a time', {
        requests: numberText(week.mostRequests),
      });
    default: {
      const values = {
        requests: numberText(week.requests),
        seconds: numberText(Math.round(week.took)),
        percent: Math.floor(100 * week.answered),
        short: Math.floor(100 * week.answeredShort),
      };
      if (week.phase === 'asking') {
        return t(
          'alerts.week.asking',
          '{{percent}}% of the past asked for, {{short}}% of it for rules that look back an hour at most; {{requests}} requests, {{seconds}} s',
          values
        );
      }
      return week.phase === 'done'
        ? t('alerts.week.done', 'Asked for in {{requests}} requests and {{seconds}} s', values)
        : t('alerts.week.stopped', 'Stopped after {{requests}} requests: what was not asked for is unknown', values);
    }
  }
}

/** Nothing is said of pages where too little is known. */
function verdictOf({ rules, from, to }: Extract<Week, { rules: unknown }>): string {
  const { pages, tickets, known } = toldBy(rules, from, to);
  const percent = Math.floor(100 * known);
  if (known < ENOUGH_KNOWN && pages.length === 0 && tickets.length === 0) {
    return t('alerts.week.unsaid', 'Nobody can tell how often they would have rung: only {{percent}}% is known.', {
      percent,
    });
  }
  const perDay = (count: number) => numberText(Math.round((10 * count) / (DAYS * Math.max(known, 1 / DAYS))) / 10);
  const values = {
    pages: numberText(pages.length),
    tickets: numberText(tickets.length),
    pagesPerDay: perDay(pages.length),
    ticketsPerDay: perDay(tickets.length),
    percent,
  };
  return known < ENOUGH_KNOWN
    ? t(
        'alerts.week.at-least',
        'Notifications in 7 days, grouped by model: at least {{pages}} pages and {{tickets}} tickets; {{pagesPerDay}} and {{ticketsPerDay}} a day in the {{percent}}% that are known',
        values
      )
    : t(
        'alerts.week.verdict',
        'Notifications in 7 days, grouped by model: {{pages}} pages and {{tickets}} tickets, {{pagesPerDay}} and {{ticketsPerDay}} a day',
        values
      );
}

const getStyles = (theme: GrafanaTheme2) => ({
  about: css({ color: theme.colors.text.secondary }),
  verdict: css({ fontSize: theme.typography.h5.fontSize, margin: theme.spacing(1, 0) }),
});
