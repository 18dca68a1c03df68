import { css } from '@emotion/css';
import { formattedValueToString, getValueFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, Stack, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';
import { type Report } from '../../../backtest';
import { numberText, t } from '../../../i18n';
import { useEditor } from '../../context';
import { translate } from '../../../translator';
import { type BasetenQuery } from '../../../types';
import { type Limit } from '../alertRule';
import { type OpenLimit } from '../LimitFields';
import { type Past } from './past';
import { lengthText, Timeline, timeText } from './Timeline';
import { BothSides } from './BothSides';
import { Start } from './Start';
import { seriesName } from './seriesName';
import { usePreview } from './usePreview';
import { verdict } from './verdict';

/** Alerts that are told of by name; the others are counted. */
const SHOWN = 10;

interface Props {
  /** As the rule runs it. */
  model: BasetenQuery;
  limit: OpenLimit;
  onLimit: (limit: OpenLimit) => void;
}

/** What a copied rule would have done in the last week, with the person's own series. */
export function RulePreview({ model, limit, onLimit }: Props) {
  const styles = useStyles2(getStyles);
  const { datasource } = useEditor();
  const preview = usePreview(datasource, model);
  const closed = limit.value === undefined ? undefined : { ...limit, value: limit.value };
  return (
    <section className={styles.box} aria-label={t('editor.week.title', 'Before it rings')}>
      <p className={styles.title}>{t('editor.week.title', 'Before it rings')}</p>
      {preview.phase === 'counting' && <p>{t('editor.week.counting', 'Counting series…')}</p>}
      {preview.phase === 'impossible' && (
        <p role="status">
          {t('editor.week.impossible', "This rule can't be previewed. {{reason}}", { reason: preview.reason })}
        </p>
      )}
      {preview.phase === 'ready' && (
        <Stack direction="row" gap={1} alignItems="center">
          <Button size="sm" variant="secondary" icon="history" onClick={preview.start}>
            {t('editor.week.start', 'Show its last 7 days')}
          </Button>
          {t('editor.week.requests', '{{requests}} requests to the metrics server, two at a time', {
            requests: numberText(preview.requests),
          })}
        </Stack>
      )}
      {'past' in preview && (
        <>
          <Stack direction="row" gap={1} alignItems="center">
            <span role="status">
              {preview.phase === 'asking'
                ? t('editor.week.asking', 'Asking for the last 7 days: {{percent}}% of {{requests}} requests', {
                    percent: Math.floor(100 * preview.answered),
                    requests: numberText(preview.requests),
                  })
                : preview.phase === 'stopped'
                  ? t('editor.week.stopped', 'Stopped: what was not asked for is unknown.')
                  : t('editor.week.done', 'The last 7 days were asked for in {{requests}} requests.', {
                      requests: numberText(preview.requests),
                    })}
            </span>
            {preview.phase === 'asking' ? (
              <Button size="sm" variant="secondary" onClick={preview.stop}>
                {t('editor.week.stop', 'Stop')}
              </Button>
            ) : (
              <Button size="sm" variant="secondary" fill="text" icon="sync" onClick={preview.start}>
                {t('editor.week.again', 'Ask again')}
              </Button>
            )}
          </Stack>
          {closed === undefined ? (
            preview.phase !== 'asking' && <Start past={preview.past} model={model} limit={limit} onLimit={onLimit} />
          ) : (
            <>
              {preview.answered > 0 && (
                <Week
                  past={preview.past}
                  answered={preview.answered}
                  limit={closed}
                  model={model}
                  lost={preview.lost}
                />
              )}
              {preview.phase !== 'asking' && <BothSides past={preview.past} model={model} limit={closed} />}
            </>
          )}
        </>
      )}
    </section>
  );
}

interface WeekProps {
  model: BasetenQuery;
  limit: Limit;
  past: Past;
  answered: number;
  lost: string[];
}

function Week({ past, answered, limit, model, lost }: WeekProps) {
  const styles = useStyles2(getStyles);
  const { datasource } = useEditor();
  // What is known grows with the answers, in one object.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const report = useMemo(() => past.report(limit), [past, answered, limit]);
  const { unit, decimals } = translate(model, { ...datasource.context, fromAlert: true });
  const shown = (value: number) => formattedValueToString(getValueFormat(unit)(value, decimals));
  const extremes = past.highestAndLowest();
  const to = (past.times.at(-1) ?? 0) + 60_000;
  return (
    <>
      <p className={styles.verdict} data-testid="verdict">
        {verdict(report)}
      </p>
      <Timeline report={report} from={past.from} to={to} />
      <Firings report={report} to={to} />
      <p className={styles.title}>{t('editor.week.unseen', 'What it would not have seen')}</p>
      <ul className={styles.list}>
        {blind(report, past, limit).map((text) => (
          <li key={text}>{text}</li>
        ))}
        {lost.map((reason) => (
          <li key={reason}>{t('editor.week.lost', 'A piece of the past is missing: {{reason}}', { reason })}</li>
        ))}
      </ul>
      {extremes && (
        <p>
          {t('editor.week.extremes', 'The values were from {{lowest}} to {{highest}}.', {
            lowest: shown(extremes.lowest),
            highest: shown(extremes.highest),
          })}
        </p>
      )}
    </>
  );
}

/** What the rule is blind for, from the person's own data. */
function blind({ known, nearly }: Report, past: Past, { minutes }: Limit): string[] {
  const percent = (share: number) => numberText(Math.round(1000 * share) / 10);
  const without = past.withoutValue();
  return [
    ...(known < 1
      ? [
          t(
            'editor.week.unknown-share',
            'Unknown are {{percent}}% of the time: the server had no sample of the export then, or was not asked, or gave no answer.',
            { percent: percent(1 - known) }
          ),
        ]
      : []),
    ...(without > 0
      ? [
          t(
            'editor.week.no-value',
            'In {{percent}}% of the time no series had a value, as where nobody calls: it is silent then.',
            {
              percent: percent(without),
            }
          ),
        ]
      : []),
    ...(nearly > 0
      ? [
          t('editor.week.nearly', 'Held for less than {{minutes}} minutes, which doesn’t fire: {{nearly}} times', {
            nearly: numberText(nearly),
            minutes,
          }),
        ]
      : []),
    t(
      'editor.week.always',
      'What comes and goes between two evaluations, which are a minute apart, and what was never scraped'
    ),
  ];
}

function Firings({ report, to }: { report: Report; to: number }) {
  const styles = useStyles2(getStyles);
  if (report.firings.length === 0) {
    return null;
  }
  const more = report.firings.length - SHOWN;
  return (
    <ul className={styles.list} aria-label={t('editor.week.alerts', 'Alerts that would have fired')}>
      {report.firings.slice(0, SHOWN).map(({ labels, start, end }) => (
        <li key={`${start} ${seriesName(labels)}`}>
          {t('editor.week.alert', '{{time}}, for {{length}}: {{series}}', {
            time: timeText(start),
            length: lengthText((end ?? to) - start),
            series: seriesName(labels),
          })}
        </li>
      ))}
      {more > 0 && <li>{t('editor.week.more', 'and {{more}} more', { more: numberText(more) })}</li>}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    marginBottom: theme.spacing(1),
    padding: theme.spacing(1),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.primary,
    // Its tables scroll: their words would be broken into letters.
    overflowX: 'auto',
    overflowWrap: 'normal',
    p: { margin: theme.spacing(0.5, 0) },
  }),
  title: css({ margin: theme.spacing(0.5, 0), fontWeight: theme.typography.fontWeightMedium }),
  verdict: css({ fontSize: theme.typography.h5.fontSize }),
  list: css({
    margin: theme.spacing(0.5, 0),
    paddingLeft: theme.spacing(3),
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
