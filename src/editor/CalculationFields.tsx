import { EditorField } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import { type Entry, findCalculation } from '../promql';
import { type BasetenQuery } from '../types';
import { AddPercentiles } from './AddPercentiles';
import { aggregationsOf, calculationOf, changeCalculation, parametersOf } from './changes';
import { QuantileField } from './QuantileField';
import { StatusField } from './StatusField';
import { ThresholdField } from './ThresholdField';

interface Props {
  id: string;
  entry: Entry;
  query: BasetenQuery;
  onChange: (query: BasetenQuery) => void;
}

const aggregationOptions = {
  sum: { label: 'Sum', description: 'Added up over the series of a group' },
  avg: { label: 'Average', description: 'Averaged over the series of a group' },
  max: { label: 'Highest', description: 'The highest series of a group' },
  min: { label: 'Lowest', description: 'The lowest series of a group' },
  count: { label: 'Number of series', description: 'How many series a group has' },
};

/** What is calculated, and what that needs to know. A choice of one is no choice and is not shown. */
export function CalculationFields({ id, entry, query, onChange }: Props) {
  const calculation = calculationOf(query, entry);
  const parameters = parametersOf(entry, calculation);
  const aggregations = aggregationsOf(entry, calculation);
  return (
    <>
      {entry.calculations.length > 1 && (
        <EditorField label="Show" width={18}>
          <Combobox
            id={`${id}-show`}
            aria-label="Calculation"
            options={entry.calculations.map((value) => {
              const { title, description } = findCalculation(value);
              return { value, label: title, description };
            })}
            value={calculation ?? null}
            onChange={(option) => onChange(changeCalculation(query, entry, option.value))}
          />
        </EditorField>
      )}
      {parameters.includes('quantile') && (
        <>
          <QuantileField
            id={`${id}-quantile`}
            value={query.quantile}
            onChange={(quantile) => onChange({ ...query, quantile })}
          />
          <AddPercentiles query={query} />
        </>
      )}
      {parameters.includes('threshold') && (
        <ThresholdField
          id={`${id}-threshold`}
          entry={entry}
          query={query}
          onChange={(threshold) => onChange({ ...query, threshold })}
        />
      )}
      {parameters.includes('badStatus') && (
        <StatusField
          id={`${id}-bad`}
          field="badStatus"
          value={query.badStatus}
          onChange={(badStatus) => onChange({ ...query, badStatus })}
        />
      )}
      {parameters.includes('validStatus') && (
        <StatusField
          id={`${id}-valid`}
          field="validStatus"
          value={query.validStatus}
          onChange={(validStatus) => onChange({ ...query, validStatus })}
        />
      )}
      {aggregations.length > 1 && (
        <EditorField label="Combine by" width={18} tooltip="How the series of one group become one line.">
          <Combobox
            id={`${id}-combine`}
            aria-label="Combine by"
            options={aggregations.map((value) => ({ value, ...aggregationOptions[value] }))}
            value={query.aggregation ?? aggregations[0] ?? null}
            onChange={(option) => onChange({ ...query, aggregation: option.value })}
          />
        </EditorField>
      )}
    </>
  );
}
