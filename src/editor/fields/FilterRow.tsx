import { css, cx } from '@emotion/css';
import { AccessoryButton, InputGroup } from '@grafana/plugin-ui';
import { useStyles2 } from '@grafana/ui';
import { useRef } from 'react';
import { t } from '../../i18n';
import { MultiPicker, Picker } from '../../picker';
import { type LabelValues } from '../../lookups';
import { FILTER_OPERATORS, type Filter } from '../../translator';
import { labelText } from '../texts/catalogTexts';
import { scopeOf, useEditor } from '../context';
import { JoinedFields } from '../layout/JoinedFields';
import { splitPasted, toggled, withValues } from './filterValues';
import { rememberChoice } from './lastEnvironment';
import { LONG_MS, within } from '../notices/deadline';
import { errorText } from '../useLookup';
import { filterOption, infoOption, optionValues, valueOptions } from './valueOptions';
import { labelOption, operatorTexts } from '../texts/terms';

interface Props {
  metric: string | undefined;
  filter: Filter;
  /** The other filters, which narrow the values offered. */
  others: Filter[];
  /** The row was just added, label and all: its values are what is chosen next. */
  isNew: boolean;
  labels: (search: string) => Promise<Array<{ value: string; label: string; description?: string }>>;
  onChange: (filter: Filter) => void;
  onRemove: () => void;
}

/** One condition: label, operator, values. */
export function FilterRow({ metric, filter, others, isNew, labels, onChange, onRemove }: Props) {
  const context = useEditor();
  const styles = useStyles2(getStyles);
  const word = filter.label ? labelText(filter.label) : t('editor.filters.a-label', 'label');
  const known = useRef<string[]>([]);
  const isPattern = filter.operator === '=~' || filter.operator === '!~';
  const typedAbout = isPattern
    ? t('editor.filters.use-pattern', 'Use this pattern')
    : t('editor.filters.use-text', 'Use this text');

  const loadValues = async (search: string) => {
    const { datasource } = context;
    const variables = datasource.variableNames();
    if (!filter.label) {
      return [infoOption(t('editor.filters.label-first', 'Choose a label first'))];
    }
    const without = (why: string) => [
      ...valueOptions({ values: [], truncated: false, hasEmpty: true }, variables, search, filter.label),
      infoOption(why),
    ];
    try {
      const scope = scopeOf(context, metric, others);
      const { lookups, lookupLimit: limit } = datasource;
      const asked = lookups.labelValues({ ...scope, label: filter.label, search, limit });
      const answer = await within<LabelValues | undefined>(asked, LONG_MS, undefined);
      if (!answer) {
        return without(t('editor.filters.slow', 'The server has not answered yet. Type a value, or search again.'));
      }
      known.current = answer.values;
      return valueOptions(answer, variables, search, filter.label);
    } catch (error) {
      return without(
        t('editor.filters.failed', "Values can't be looked up ({{error}}). Type one.", { error: errorText(error) })
      );
    }
  };

  const setValues = (values: string[]) => {
    rememberChoice(filter, values);
    onChange(withValues(filter, values));
  };
  const paste = (text: string) => {
    const pasted = splitPasted(text, known.current, isPattern);
    if (filter.label === '' || pasted.length < 2) {
      return false;
    }
    setValues([...new Set([...filter.values, ...pasted])]);
    return true;
  };

  return (
    <div className={cx(styles.row, filter.disabled && styles.off)}>
      <JoinedFields>
        <Picker
          label={t('editor.filters.label', 'Filter label')}
          width={20}
          placeholder={t('editor.filters.label-placeholder', 'Label')}
          options={labels}
          value={filter.label ? labelOption(filter.label) : null}
          // Values of one label mean nothing to another.
          onChange={(label) => onChange({ ...filter, label, values: [] })}
          autoFocus={!filter.label}
        />
        <Picker
          label={t('editor.filters.operator', 'Operator for {{label}}', { label: word })}
          width={18}
          options={FILTER_OPERATORS.map((value) => ({ value, ...operatorTexts[value]() }))}
          value={filter.operator}
          onChange={(operator) => onChange({ ...filter, operator })}
        />
        <InputGroup>
          <MultiPicker
            // Text that was typed for one label, or for none, says nothing of another.
            key={filter.label}
            label={t('editor.filters.values', 'Values of {{label}}', { label: word })}
            placeholder={
              filter.label === ''
                ? t('editor.filters.label-first', 'Choose a label first')
                : isPattern
                  ? t('editor.filters.type-pattern', 'Type a pattern')
                  : t('editor.filters.choose-values', 'Choose or type values')
            }
            // A value without a label is no condition, and the server would refuse the query.
            customValueDescription={filter.label === '' ? undefined : typedAbout}
            prefersTyped={isPattern}
            opens={isNew && filter.label !== ''}
            options={loadValues}
            value={filter.values.map((value) => filterOption(filter, value))}
            onChange={(options) => setValues(optionValues(options))}
            onPaste={paste}
          />
          <AccessoryButton
            aria-label={
              filter.disabled
                ? t('editor.filters.switch-on', 'Switch on the filter on {{label}}', { label: word })
                : t('editor.filters.switch-off', 'Switch off the filter on {{label}}', { label: word })
            }
            tooltip={
              filter.disabled
                ? t('editor.filters.is-off', 'Switched off: it filters nothing')
                : t('editor.filters.switch-off-about', 'Switch off, and keep it for later')
            }
            icon={filter.disabled ? 'eye-slash' : 'eye'}
            variant="secondary"
            type="button"
            onClick={() => onChange(toggled(filter))}
          />
          <AccessoryButton
            aria-label={t('editor.filters.remove', 'Remove the filter on {{label}}', { label: word })}
            icon="times"
            variant="secondary"
            type="button"
            onClick={onRemove}
          />
        </InputGroup>
      </JoinedFields>
    </div>
  );
}

const getStyles = () => ({
  row: css({ minWidth: 0 }),
  off: css({ opacity: 0.7 }),
});
