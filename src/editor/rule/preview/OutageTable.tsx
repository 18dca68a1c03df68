import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type OutageName } from '../../../backtest';
import { t } from '../../../i18n';
import { DAY, NIGHT, type Sides, type Times } from './bothSides';
import { lengthText } from './Timeline';

const outageTexts = (): Array<[OutageName, string]> => [
  ['all', t('editor.week.outage.all', 'All requests fail')],
  ['fifth', t('editor.week.outage.fifth', '20% fail')],
  ['twentieth', t('editor.week.outage.twentieth', '5% fail')],
  ['flicker', t('editor.week.outage.flicker', 'All fail, one minute of five')],
  ['hung', t('editor.week.outage.hung', 'Replicas hang, no request ends')],
];

interface Props {
  caption: string;
  sides: Sides;
}

/** How soon somebody is paged, for each outage, begun by day and at night; never is red. */
export function OutageTable({ caption, sides }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>{caption}</caption>
      <thead className={styles.head}>
        <tr>
          <th scope="col">{t('editor.week.outage.outage', 'Outage')}</th>
          <th scope="col">{t('editor.week.outage.day', 'begun by day ({{from}}–{{to}} h)', DAY)}</th>
          <th scope="col">{t('editor.week.outage.night', 'begun at night ({{from}}–{{to}} h)', NIGHT)}</th>
        </tr>
      </thead>
      <tbody>
        {outageTexts().map(([name, word]) => (
          <tr key={name}>
            <th scope="row">{word}</th>
            <td className={sides[name].day.never > 0 ? styles.never : undefined}>{cell(sides[name].day)}</td>
            <td className={sides[name].night.never > 0 ? styles.never : undefined}>{cell(sides[name].night)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function cell({ begins, never, medianMs }: Times): string {
  if (begins === 0) {
    return t('editor.week.unknown', 'unknown');
  }
  if (medianMs === undefined) {
    return t('editor.week.outage.never', 'never');
  }
  return never === 0
    ? lengthText(medianMs)
    : t('editor.week.outage.sometimes', '{{time}}, but never for {{never}} of {{begins}} begins', {
        time: lengthText(medianMs),
        never,
        begins,
      });
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    fontSize: theme.typography.bodySmall.fontSize,
    'th, td': { padding: theme.spacing(0.25, 1), textAlign: 'left', fontWeight: 'normal' },
  }),
  caption: css({ captionSide: 'top', color: theme.colors.text.primary, padding: theme.spacing(0.5, 1) }),
  head: css({ color: theme.colors.text.secondary }),
  never: css({ color: theme.colors.error.text }),
});
