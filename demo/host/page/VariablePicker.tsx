import { InlineField, MultiCombobox } from '@grafana/ui';
import { ALL, type DemoVariable } from './standins/templateSrv';

interface Props {
  variable: DemoVariable;
  onChoose: (values: string[]) => void;
}

/** A variable as it stands above a dashboard: several values, or All. */
export function VariablePicker({ variable, onChoose }: Props) {
  return (
    <InlineField label={variable.label}>
      <MultiCombobox
        aria-label={variable.label}
        width="auto"
        minWidth={18}
        maxWidth={60}
        placeholder="All"
        options={variable.options.map(({ text, value }) => ({ label: text, value }))}
        value={variable.values.includes(ALL) ? [] : variable.values}
        onChange={(options) => onChoose(options.length > 0 ? options.map(({ value }) => value) : [ALL])}
      />
    </InlineField>
  );
}
