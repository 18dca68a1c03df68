import { AccessoryButton, InputGroup } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import { useRef } from 'react';
import { type Filter, type FilterOperator } from '../promql';
import { scopeOf, useEditor } from './context';
import { splitPasted, toggled, withValues } from './filterValues';
import { rememberChoice } from './lastEnvironment';
import { MultiPicker } from './MultiPicker';
import { errorText } from './useLookup';
import { infoOption, optionValues, valueOption, valueOptions } from './valueOptions';
import { labelOption, labelWord, operatorWords } from './words';

interface Props {
  metric: string | undefined;
  filter: Filter;
  /** The other filters, which narrow the values offered. */
  others: Filter[];
  labels: (search: string) => Promise<Array<{ value: string; label: string; description?: string }>>;
  onChange: (filter: Filter) => void;
  onRemove: () => void;
}

/** In the order of the list. */
const operators: FilterOperator[] = ['=', '!=', '=~', '!~'];

/** One condition: label, operator, values. */
export function FilterRow({ metric, filter, others, labels, onChange, onRemove }: Props) {
  const context = useEditor();
  const word = filter.label ? labelWord(filter.label) : 'label';
  const known = useRef<string[]>([]);
  const isPattern = filter.operator === '=~' || filter.operator === '!~';

  const loadValues = async (search: string) => {
    const { datasource } = context;
    const variables = datasource.variableNames();
    if (!filter.label) {
      return [infoOption('Choose a label first')];
    }
    try {
      const scope = scopeOf(context, metric, others);
      const answer = await datasource.lookups.labelValues({
        ...scope,
        label: filter.label,
        search,
        limit: datasource.lookupLimit,
      });
      known.current = answer.values;
      return valueOptions(answer, variables, search, filter.label);
    } catch (error) {
      const offline = valueOptions({ values: [], truncated: false, hasEmpty: true }, variables, search);
      return [...offline, infoOption(`Values can't be looked up (${errorText(error)}). Type one.`)];
    }
  };

  const setValues = (values: string[]) => {
    rememberChoice(filter.label, values);
    onChange(withValues(filter, values));
  };
  const paste = (text: string) => {
    const pasted = splitPasted(text, known.current, isPattern);
    if (pasted.length < 2) {
      return false;
    }
    setValues([...new Set([...filter.values, ...pasted])]);
    return true;
  };

  return (
    <InputGroup>
      <Combobox
        aria-label="Filter label"
        width={20}
        placeholder="Label"
        options={labels}
        value={filter.label ? labelOption(filter.label) : null}
        // Values of one label mean nothing to another.
        onChange={(option) =>
          onChange({ ...filter, label: option.value, values: option.value === filter.label ? filter.values : [] })
        }
        autoFocus={!filter.label}
      />
      <Combobox
        aria-label={`Operator for ${word}`}
        width={16}
        options={operators.map((value) => ({ value, ...operatorWords[value] }))}
        value={filter.operator}
        onChange={(option) => onChange({ ...filter, operator: option.value })}
      />
      <MultiPicker
        label={`Values of ${word}`}
        placeholder={isPattern ? 'Type a pattern' : 'Choose or type values'}
        customValueDescription={isPattern ? 'Use this pattern' : 'Use this text'}
        options={loadValues}
        value={filter.values.map(valueOption)}
        onChange={(options) => setValues(optionValues(options))}
        onPaste={paste}
      />
      <AccessoryButton
        aria-label={filter.disabled ? `Switch on the filter on ${word}` : `Switch off the filter on ${word}`}
        tooltip={filter.disabled ? 'Switched off: it filters nothing' : 'Switch off, and keep it for later'}
        icon={filter.disabled ? 'eye-slash' : 'eye'}
        variant="secondary"
        type="button"
        onClick={() => onChange(toggled(filter))}
      />
      <AccessoryButton
        aria-label={`Remove the filter on ${word}`}
        icon="times"
        variant="secondary"
        type="button"
        onClick={onRemove}
      />
    </InputGroup>
  );
}
