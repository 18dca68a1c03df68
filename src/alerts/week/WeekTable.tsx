import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { type Interval, keyOf, type Labels, type Stretch } from '../../backtest';
import { seriesName } from '../../editor/rule/preview/seriesName';
import { numberText, t } from '../../i18n';
import { type EditorSource } from '../../source';
import { exploreLink } from './exploreLink';
import { Days, Key, Strip } from './Strip';
import type { Seen } from './useWeek';
import { longButton } from '../longButton';

interface Props {
  source: EditorSource;
  rules: readonly Seen[];
  from: number;
  to: number;
}

/** Models that are shown below a rule at once: where a whole fleet fires, a browser does not bear a strip for each and rule. */
const MODELS = 10;

/** One strip a rule, those that fired first; below it one for each model that it fired for. */
export function WeekTable({ source, rules, from, to }: Props) {
  const styles = useStyles2(getStyles);
  const [isWhole, setWhole] = useState(false);
  const order = (seen: Seen) =>
    seen.report.firings.length > 0 ? 0 : seen.rule.planned.rule.severity === 'page' ? 1 : 2;
  const sorted = [...rules].sort((a, b) => order(a) - order(b));
  const fired = sorted.filter(({ report }) => report.firings.length > 0);
  const shown = isWhole ? sorted : fired;
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <caption>
            {t('alerts.week.table', 'When each rule would have fired')} <Key />
          </caption>
          <thead>
            <tr>
              <th scope="col">{t('alerts.week.rule', 'Rule')}</th>
              <th scope="col" aria-label={t('alerts.week.days', 'Days')}>
                <Days from={from} to={to} />
              </th>
              <th scope="col">{t('alerts.week.firings', 'Alerts')}</th>
              <th scope="col">{t('alerts.week.known', 'known')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((seen) => (
              <Rows key={seen.rule.planned.rule.id} source={source} seen={seen} from={from} to={to} />
            ))}
          </tbody>
        </table>
      </div>
      {sorted.length > fired.length && (
        <Button className={styles.long} size="sm" variant="secondary" fill="text" onClick={() => setWhole(!isWhole)}>
          {isWhole
            ? t('alerts.week.fewer', 'Only rules that fired')
            : t('alerts.week.others', '{{rules}} rules that didn’t fire, or of which that isn’t known', {
                rules: numberText(sorted.length - fired.length),
              })}
        </Button>
      )}
    </>
  );
}

function Rows({ source, seen, from, to }: { source: EditorSource; seen: Seen; from: number; to: number }) {
  const styles = useStyles2(getStyles);
  const { rule, report } = seen;
  const { planned, lost } = rule;
  const [most, setMost] = useState(MODELS);
  const models = byModel(report.firings, to);
  const { title, severity } = planned.rule;
  const link = ({ start, end }: Stretch) => exploreLink(source.uid, source.type, planned.rule, start, end);
  // Where nobody could evaluate the rule, nobody knows of a model either.
  const unknown = report.stretches.filter(({ colour }) => colour === 'unknown');
  const word = severity === 'page' ? t('alerts.week.page', 'page') : t('alerts.week.ticket', 'ticket');
  return (
    <>
      <tr>
        <th scope="row">
          {title} <span className={styles.severity}>{word}</span>
          {[...lost].map((reason) => (
            <div key={reason} className={styles.lost}>
              {reason}
            </div>
          ))}
        </th>
        <td className={styles.strip}>
          <Strip name={title} stretches={report.stretches} from={from} to={to} link={link} />
        </td>
        <td>{numberText(report.firings.length)}</td>
        <td>{`${Math.floor(100 * report.known)}%`}</td>
      </tr>
      {models.slice(0, most).map(({ labels, stretches: own }) => (
        <tr key={keyOf(labels)}>
          <th scope="row" className={styles.model}>
            {seriesName(labels)}
          </th>
          <td className={styles.strip}>
            <Strip
              name={`${title}, ${seriesName(labels)}`}
              stretches={[...unknown, ...own]}
              from={from}
              to={to}
              link={link}
            />
          </td>
          <td>{numberText(own.length)}</td>
          <td />
        </tr>
      ))}
      {models.length > most && (
        <tr>
          <td colSpan={4} className={styles.model}>
            <Button size="sm" variant="secondary" fill="text" onClick={() => setMost(most + MODELS)}>
              {t('alerts.more-models', '{{models}} more models', { models: numberText(models.length - most) })}
            </Button>
          </td>
        </tr>
      )}
    </>
  );
}

/** The firings of each alert, those of the most first; a rule without labels has none beside its own. */
function byModel(firings: readonly Interval[], to: number): Array<{ labels: Labels; stretches: Stretch[] }> {
  const found = new Map<string, { labels: Labels; stretches: Stretch[] }>();
  for (const { labels, start, end } of firings) {
    if (Object.keys(labels).length > 0) {
      const own = found.get(keyOf(labels)) ?? { labels, stretches: [] };
      found.set(keyOf(labels), own);
      own.stretches.push({ colour: 'fired', start, end: end ?? to });
    }
  }
  return [...found.values()].sort((a, b) => b.stretches.length - a.stretches.length);
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflowX: 'auto' }),
  long: longButton(theme),
  table: css({
    width: '100%',
    margin: theme.spacing(1, 0),
    caption: { captionSide: 'top', color: theme.colors.text.primary, padding: theme.spacing(0.5, 0) },
    'th, td': { padding: theme.spacing(0.25, 1, 0.25, 0), textAlign: 'left', fontWeight: 'normal' },
    'tbody th': { width: '30%', minWidth: 130, overflowWrap: 'anywhere' },
    thead: { color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize },
  }),
  strip: css({ width: '58%' }),
  severity: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  lost: css({ color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
  model: css({
    paddingLeft: `${theme.spacing(2)} !important`,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
