import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useMemo, useState } from 'react';
import { keyOf, type OutageName } from '../../../backtest';
import { t } from '../../../i18n';
import { Picker } from '../../../picker';
import { type BasetenQuery } from '../../../types';
import { type Limit } from '../alertRule';
import { bothSides, DAY, effectOn, NIGHT, type Times } from './bothSides';
import { type Past } from './past';
import { lengthText } from './Timeline';
import { seriesName } from './seriesName';

const outageTexts = (): Array<[OutageName, string]> => [
  ['all', t('editor.week.outage.all', 'All requests fail')],
  ['fifth', t('editor.week.outage.fifth', '20% fail')],
  ['twentieth', t('editor.week.outage.twentieth', '5% fail')],
  ['flicker', t('editor.week.outage.flicker', 'All fail, one minute of five')],
  ['hung', t('editor.week.outage.hung', 'Replicas hang, no request ends')],
];

interface Props {
  past: Past;
  model: BasetenQuery;
  limit: Limit;
}

/** How soon it would page, so that nobody tunes a rule to silence without seeing it. */
export function BothSides({ past, model, limit }: Props) {
  const styles = useStyles2(getStyles);
  const series = useMemo(() => past.seriesLabels(), [past]);
  const [chosen, setChosen] = useState<string>();
  const labels = series.find((each) => keyOf(each) === chosen) ?? series[0];
  const injected = useMemo(() => effectOn(model), [model]);
  const rows = useMemo(
    () => (injected && labels ? bothSides(past, labels, limit, injected) : undefined),
    [past, labels, limit, injected]
  );
  if (rows === undefined || labels === undefined) {
    return (
      <p>
        {t(
          'editor.week.outage.which',
          'How soon it would page in an outage is worked out for the error ratio, the success ratio and the rate of requests.'
        )}
      </p>
    );
  }
  return (
    <>
      {series.length > 1 && (
        <Picker
          label={t('editor.week.outage.series', 'Series that the outage is put into')}
          options={series.map((each) => ({ value: keyOf(each), label: seriesName(each) }))}
          value={{ value: keyOf(labels), label: seriesName(labels) }}
          onChange={setChosen}
        />
      )}
      <table className={styles.table}>
        <caption className={styles.caption}>
          {t('editor.week.outage.title', 'Time to the page, for outages put into this series as it was')}
        </caption>
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
              <td className={rows[name].day.never > 0 ? styles.never : undefined}>{cell(rows[name].day)}</td>
              <td className={rows[name].night.never > 0 ? styles.never : undefined}>{cell(rows[name].night)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
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
