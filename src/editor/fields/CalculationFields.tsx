import { Fragment, type ReactNode } from 'react';
import { t } from '../../i18n';
import { Picker } from '../../picker';
import { type Entry, type ParameterField, parameterFields } from '../../translator';
import { type BasetenQuery } from '../../types';
import { AddPercentiles } from './AddPercentiles';
import { calculationTexts } from '../texts/catalogTexts';
import { type OwnControl } from '../texts/parameterTexts';
import { aggregationsOf, calculationOf, changeCalculation, parametersOf } from '../changes';
import { PlainField } from './PlainField';
import { QuantileField } from './QuantileField';
import { ThresholdField } from './ThresholdField';
import { EditorField } from '../layout';

interface Props {
  id: string;
  entry: Entry;
  query: BasetenQuery;
  onChange: (query: BasetenQuery) => void;
  /** Takes a change that nobody made, but that the query needs. */
  onSettle: (query: BasetenQuery) => void;
}

const aggregationOptions = () => ({
  sum: {
    label: t('editor.aggregation.sum', 'Sum'),
    description: t('editor.aggregation.sum-about', 'Added up over the series of a group'),
  },
  avg: {
    label: t('editor.aggregation.avg', 'Average'),
    description: t('editor.aggregation.avg-about', 'Averaged over the series of a group'),
  },
  max: {
    label: t('editor.aggregation.max', 'Highest'),
    description: t('editor.aggregation.max-about', 'The highest series of a group'),
  },
  min: {
    label: t('editor.aggregation.min', 'Lowest'),
    description: t('editor.aggregation.min-about', 'The lowest series of a group'),
  },
  count: {
    label: t('editor.aggregation.count', 'Number of series'),
    description: t('editor.aggregation.count-about', 'How many series a group has'),
  },
});

/** What those fields are filled in with that are more than a text. */
const ownControls: Record<OwnControl, (props: Props) => ReactNode> = {
  quantile: ({ id, query, onChange }) => (
    <>
      <QuantileField
        id={`${id}-quantile`}
        value={query.quantile}
        onChange={(quantile) => onChange({ ...query, quantile })}
      />
      <AddPercentiles query={query} />
    </>
  ),
  threshold: ({ id, entry, query, onChange, onSettle }) => (
    <ThresholdField
      id={`${id}-threshold`}
      entry={entry}
      query={query}
      onChange={(threshold) => onChange({ ...query, threshold })}
      onDefault={(threshold) => onSettle({ ...query, threshold })}
    />
  ),
  // One of the options.
  window: () => null,
};

/** What a field is filled in with that only some calculations and measures read. */
function controlOf(field: ParameterField, props: Props): ReactNode {
  switch (field) {
    case 'quantile':
    case 'threshold':
    case 'window':
      return ownControls[field](props);
    default:
      return <PlainField id={props.id} field={field} query={props.query} onChange={props.onChange} />;
  }
}

/** What is calculated, and what that needs to know. A choice of one is no choice and is not shown. */
export function CalculationFields(props: Props) {
  const { id, entry, query, onChange } = props;
  const calculation = calculationOf(query, entry);
  const parameters = parametersOf(entry, calculation);
  const combining = aggregationOptions();
  const aggregations = aggregationsOf(entry, calculation);
  return (
    <>
      {entry.calculations.length > 1 && (
        <EditorField label={t('editor.calculation.show', 'Show')} width={18}>
          <Picker
            id={`${id}-show`}
            label={t('editor.calculation.label', 'Calculation')}
            options={entry.calculations.map((value) => {
              const { title, description } = calculationTexts(value);
              return { value, label: title, description };
            })}
            value={calculation ?? null}
            onChange={(next) => onChange(changeCalculation(query, entry, next))}
          />
        </EditorField>
      )}
      {parameterFields
        .filter((name) => parameters.includes(name))
        .map((name) => (
          <Fragment key={name}>{controlOf(name, props)}</Fragment>
        ))}
      {aggregations.length > 1 && (
        <EditorField
          label={t('editor.aggregation.label', 'Combine by')}
          width={18}
          tooltip={t('editor.aggregation.about', 'How the series of one group become one line.')}
        >
          <Picker
            id={`${id}-combine`}
            label={t('editor.aggregation.label', 'Combine by')}
            options={aggregations.map((value) => ({ value, ...combining[value] }))}
            value={query.aggregation ?? aggregations[0] ?? null}
            onChange={(aggregation) => onChange({ ...query, aggregation })}
          />
        </EditorField>
      )}
    </>
  );
}
