import { LoadingState, type TimeRange } from '@grafana/data';
import { Alert, Stack, Tag, Text } from '@grafana/ui';
import { variableSupport } from './listVariable';
import type { ProvisionedVariable } from './provisioned';
import { Section } from './Section';
import type { DemoDataSource } from './standins/dataSources';
import type { DemoVariable } from './standins/templateSrv';
import { VariablePicker } from './VariablePicker';

interface Props {
  datasource: DemoDataSource;
  definition: ProvisionedVariable;
  /** The variable with its values, once they are there. */
  variable: DemoVariable | undefined;
  failure: string | undefined;
  range: TimeRange;
  onChange: (query: unknown) => void;
  onChoose: (values: string[]) => void;
}

/** As many values as Grafana's own preview shows at first. */
const SHOWN = 20;

/** A query variable: the plugin's editor, and what Grafana puts around it. */
export function VariableSection({ datasource, definition, variable, failure, range, onChange, onChoose }: Props) {
  const { name, query } = definition;
  const support = variableSupport(datasource);
  const Editor = support?.editor;
  const options = variable?.options ?? [];

  return (
    <Section title={`Variable $${name}`} hint="The plugin's variable editor, with Grafana's preview and picker below.">
      <div data-testid="plugin-editor">
        {Editor && (
          <Editor
            datasource={datasource}
            // A text of a Prometheus data source is handed on as it is.
            query={typeof query === 'object' ? { ...support.getDefaultQuery?.(), ...query } : query}
            onChange={onChange}
            onRunQuery={() => undefined}
            data={{ series: [], state: LoadingState.Done, timeRange: range }}
            range={range}
            history={[]}
          />
        )}
      </div>
      {failure && <Alert title={failure} severity="error" topSpacing={1} bottomSpacing={0} />}
      <Stack direction="column" gap={1}>
        <Text element="p" variant="bodySmall" color="secondary">
          {`Preview of values (${Math.min(SHOWN, options.length)} of ${options.length})`}
        </Text>
        <ul aria-label={`Values of $${name}`} style={{ display: 'flex', flexWrap: 'wrap', gap: 4, listStyle: 'none' }}>
          {options.slice(0, SHOWN).map(({ text, value }) => (
            <li key={value} data-value={value}>
              <Tag name={text} colorIndex={9} />
            </li>
          ))}
        </ul>
        {variable && <VariablePicker variable={variable} onChoose={onChoose} />}
      </Stack>
    </Section>
  );
}
