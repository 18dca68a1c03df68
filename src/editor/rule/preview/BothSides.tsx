import { useMemo, useState } from 'react';
import { keyOf } from '../../../backtest';
import { t } from '../../../i18n';
import { Picker } from '../../../picker';
import { type BasetenQuery } from '../../../types';
import { type Limit } from '../alertRule';
import { bothSides, effectOn } from './bothSides';
import { OutageTable } from './OutageTable';
import { type Past } from './past';
import { seriesName } from './seriesName';

interface Props {
  past: Past;
  model: BasetenQuery;
  limit: Limit;
}

/** How soon it would page, so that nobody tunes a rule to silence without seeing it. */
export function BothSides({ past, model, limit }: Props) {
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
      <OutageTable
        caption={t('editor.week.outage.title', 'Time to the page, for outages put into this series as it was')}
        sides={rows}
      />
    </>
  );
}
