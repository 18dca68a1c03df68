import { InlineField } from '@grafana/ui';
import { MultiPicker } from '../../../src/picker';
import { ALL, type DemoVariable } from './standins/templateSrv';

interface Props {
  variable: DemoVariable;
  onChoose: (values: string[]) => void;
}

/** A variable as it stands above a dashboard: several values, or All. */
export function VariablePicker({ variable, onChoose }: Props) {
  return (
    <InlineField label={variable.label}>
      <MultiPicker
        label={variable.label}
        placeholder="All"
        options={variable.options.map(({ text, value }) => ({ label: text, value }))}
        value={variable.values
          .filter((value) => value !== ALL)
          .map((value) => ({ label: variable.options.find((option) => option.value === value)?.text ?? value, value }))}
        onChange={(options) => onChoose(options.length > 0 ? options.map(({ value }) => value) : [ALL])}
      />
    </InlineField>
  );
}
