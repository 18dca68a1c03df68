import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type Colour, type Stretch } from '../../backtest';
import { lengthText, timeText } from '../../editor/rule/preview/Timeline';
import { dateText, t } from '../../i18n';

export const colourWords = (): Record<Colour, string> => ({
  fired: t('alerts.week.fired', 'fired'),
  silent: t('alerts.week.silent', 'silent'),
  unknown: t('alerts.week.unknown', 'unknown'),
});

interface Props {
  /** Whose time it is. */
  name: string;
  stretches: readonly Stretch[];
  from: number;
  to: number;
  /** Where a click on a stretch goes. */
  link: (stretch: Stretch) => string;
}

/** A week as one strip, in three colours; what fired or may have is a link. */
export function Strip({ name, stretches, from, to, link }: Props) {
  const styles = useStyles2(getStyles);
  const words = colourWords();
  const share = (time: number) => (100 * (Math.min(Math.max(time, from), to) - from)) / (to - from);
  return (
    <div className={styles.strip}>
      {stretches
        .filter(({ colour }) => colour !== 'silent')
        .map((stretch) => {
          const { colour, start, end } = stretch;
          const left = share(start);
          const text = `${name}: ${words[colour]}, ${timeText(start)}, ${lengthText(end - start)}`;
          return (
            <a
              key={start}
              href={link(stretch)}
              target="_blank"
              rel="noreferrer"
              title={text}
              aria-label={text}
              className={cx(styles.stretch, styles[colour])}
              style={{ left: `${left}%`, width: `max(3px, ${share(end) - left}%)` }}
            />
          );
        })}
    </div>
  );
}

/** The days above the strips. */
export function Days({ from, to }: { from: number; to: number }) {
  const styles = useStyles2(getStyles);
  const days: Date[] = [];
  for (const day = new Date(from); day.valueOf() < to; day.setDate(day.getDate() + 1)) {
    day.setHours(0, 0, 0, 0);
    if (day.valueOf() > from) {
      days.push(new Date(day));
    }
  }
  return (
    <div className={styles.days} aria-hidden>
      {days.map((day) => (
        <span key={day.valueOf()} style={{ left: `${(100 * (day.valueOf() - from)) / (to - from)}%` }}>
          {dateText(day, { weekday: 'short', day: 'numeric' })}
        </span>
      ))}
    </div>
  );
}

/** What the colours mean. */
export function Key() {
  const styles = useStyles2(getStyles);
  const words = colourWords();
  return (
    <span>
      {(['fired', 'silent', 'unknown'] as const).map((colour) => (
        <span key={colour} className={styles.key}>
          <span className={cx(styles.swatch, styles[colour])} />
          {words[colour]}
        </span>
      ))}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  strip: css({
    position: 'relative',
    height: 14,
    minWidth: 300,
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
  }),
  stretch: css({ position: 'absolute', top: 0, bottom: 0 }),
  fired: css({ background: theme.colors.error.main }),
  silent: css({ background: theme.colors.background.secondary, border: `1px solid ${theme.colors.border.weak}` }),
  // Told apart without colours too.
  unknown: css({
    background: `repeating-linear-gradient(45deg, ${theme.colors.border.medium} 0 2px, transparent 2px 6px)`,
  }),
  days: css({
    position: 'relative',
    height: '1.4em',
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    overflow: 'hidden',
    span: { position: 'absolute', paddingLeft: 2, borderLeft: `1px solid ${theme.colors.border.medium}` },
  }),
  key: css({ marginRight: theme.spacing(1.5) }),
  swatch: css({ display: 'inline-block', width: 12, height: 12, marginRight: 4, verticalAlign: 'middle' }),
});
