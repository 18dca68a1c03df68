import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type Colour, type Report, within } from '../../../backtest';
import { dateText, numberText, t } from '../../../i18n';

/** A time in words, in the browser's own zone. */
export function timeText(time: number): string {
  return dateText(time, { weekday: 'short', hour: '2-digit', minute: '2-digit' });
}

/** A length in words: minutes below two hours, hours with one digit above. */
export function lengthText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 120
    ? t('editor.week.minutes', '{{minutes}} min', { minutes })
    : t('editor.week.hours', '{{hours}} h', { hours: numberText(Math.round(minutes / 6) / 10) });
}

const tip = (word: string, { start, end }: { start: number; end: number }) =>
  [word, timeText(start), lengthText(end - start)].join(', ');

/** Midnights of the browser's zone from the day of `from` to after `to`. */
function midnights(from: number, to: number): number[] {
  const day = new Date(from);
  day.setHours(0, 0, 0, 0);
  const found = [day.valueOf()];
  while (day.valueOf() < to) {
    // By the calendar: days of 23 and 25 hours exist.
    day.setDate(day.getDate() + 1);
    found.push(day.valueOf());
  }
  return found;
}

const colourTexts = (): Record<Colour, string> => ({
  fired: t('editor.week.fired', 'fired'),
  silent: t('editor.week.silent', 'silent'),
  unknown: t('editor.week.unknown', 'unknown'),
});

/** The week as a table, a day a row, in three colours; what they show stands beside them in words. */
export function Timeline({ report, from, to }: { report: Report; from: number; to: number }) {
  const styles = useStyles2(getStyles);
  const days = midnights(from, to);
  const words = colourTexts();
  const sum = (stretches: ReturnType<typeof within>, colour: Colour) =>
    stretches.filter((each) => each.colour === colour).reduce((all, { start, end }) => all + end - start, 0);
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>
        {t('editor.week.timeline', 'When it would have fired')}
        {(['fired', 'silent', 'unknown'] as const).map((colour) => (
          <span key={colour} className={styles.key}>
            <span className={cx(styles.swatch, styles[colour])} />
            {words[colour]}
          </span>
        ))}
      </caption>
      <thead className={styles.head}>
        <tr>
          <th scope="col">{t('editor.week.day', 'Day')}</th>
          <th scope="col" aria-label={t('editor.week.hours-of-day', 'Hours of the day')}>
            <span className={styles.hours}>
              {[0, 6, 12, 18, 24].map((hour) => (
                <span key={hour}>{hour}</span>
              ))}
            </span>
          </th>
          <th scope="col">{t('editor.week.pages', 'Pages')}</th>
          <th scope="col">{words.fired}</th>
          <th scope="col">{words.unknown}</th>
        </tr>
      </thead>
      <tbody>
        {days.slice(0, -1).map((start, index) => {
          const end = days[index + 1] ?? start;
          const stretches = within(report.stretches, start, end);
          const share = (ms: number) => `${(100 * ms) / (end - start)}%`;
          const pages = report.pages.filter(({ time }) => time >= start && time < end).length;
          const [fired, unknown] = [sum(stretches, 'fired'), sum(stretches, 'unknown')];
          return (
            <tr key={start}>
              <th scope="row">{dateText(start, { weekday: 'short', day: 'numeric', month: 'short' })}</th>
              <td className={styles.wide}>
                <div className={styles.bar} aria-hidden>
                  {stretches.map((each) => (
                    <span
                      key={each.start}
                      className={cx(styles.stretch, styles[each.colour])}
                      style={{ left: share(each.start - start), width: share(each.end - each.start) }}
                      title={tip(words[each.colour], each)}
                    />
                  ))}
                </div>
              </td>
              <td>{pages}</td>
              <td>{lengthText(fired)}</td>
              <td>{lengthText(unknown)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    fontSize: theme.typography.bodySmall.fontSize,
    'th, td': { padding: theme.spacing(0.25, 1), textAlign: 'left', whiteSpace: 'nowrap', fontWeight: 'normal' },
  }),
  caption: css({ captionSide: 'top', color: theme.colors.text.primary, padding: theme.spacing(0.5, 1) }),
  key: css({ marginLeft: theme.spacing(2), display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5) }),
  swatch: css({ display: 'inline-block', width: 12, height: 12, border: `1px solid ${theme.colors.border.strong}` }),
  head: css({ color: theme.colors.text.secondary }),
  hours: css({ display: 'flex', justifyContent: 'space-between' }),
  wide: css({ width: '100%' }),
  bar: css({
    position: 'relative',
    height: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
  }),
  // A minute is a thousandth of the bar: what fired is never narrower than can be seen.
  stretch: css({ position: 'absolute', top: 0, bottom: 0 }),
  fired: css({ background: theme.colors.error.main, minWidth: 3, zIndex: 1 }),
  silent: css({ background: theme.colors.success.transparent }),
  // Told apart from the others by its stripes too.
  unknown: css({
    background: `repeating-linear-gradient(45deg, ${theme.colors.text.disabled} 0 2px, transparent 2px 6px)`,
  }),
});
