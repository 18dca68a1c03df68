import { type QueryEditorProps } from '@grafana/data';
import { EditorField, EditorRow, EditorRows } from '@grafana/plugin-ui';
import { Alert, Checkbox, Combobox } from '@grafana/ui';
import { useId } from 'react';
import { type DataSource } from '../datasource';
import { EditorProvider } from '../editor/context';
import { Filters } from '../editor/Filters';
import { MetricPicker } from '../editor/MetricPicker';
import { TextField } from '../editor/TextField';
import { useLabelOptions } from '../editor/useLabelOptions';
import { errorText } from '../editor/useLookup';
import { labelOption } from '../editor/words';
import { findEntry } from '../promql';
import { type BasetenOptions, type BasetenQuery } from '../types';
import { readVariableQuery, type VariableModel } from './query';
import { type VariableQuery } from './support';

type Props = QueryEditorProps<DataSource, BasetenQuery, BasetenOptions, VariableQuery>;

const METRICS = 'metrics()';
const QUERY = 'query()';

/** What most people list, in the order of the list; any other label can be typed or found. */
const things = [
  { value: 'model_name', label: 'Models' },
  { value: 'deployment_id', label: 'Deployments' },
  { value: 'environment', label: 'Environments' },
  { value: 'replica', label: 'Replicas' },
  { value: 'gpu', label: 'GPUs' },
  { value: 'status_code', label: 'Status codes' },
  { value: METRICS, label: 'Metrics', description: 'Names of series' },
  { value: QUERY, label: 'Result of a query', description: 'Series of an expression, in PromQL' },
];

function read(query: unknown): { model: VariableModel; error?: string } {
  try {
    return { model: readVariableQuery(query) };
  } catch (error) {
    return { model: {}, error: errorText(error) };
  }
}

function ThingPicker({ id, model, onChange }: { id: string; model: VariableModel; onChange: (to: string) => void }) {
  const labels = useLabelOptions(model.metric ? findEntry(model.metric) : undefined);
  const value = model.kind === 'metrics' ? METRICS : model.kind === 'query' ? QUERY : model.label;
  const options = async (search: string) => {
    const typed = search.trim().toLowerCase();
    const usual = things.filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(typed));
    const others = (await labels(search)).filter((option) => !things.some((thing) => thing.value === option.value));
    return [...usual, ...others];
  };
  const known = things.find((thing) => thing.value === value);
  return (
    <EditorField label="List" width={30}>
      <Combobox
        id={id}
        aria-label="What the variable lists"
        placeholder="Models, environments, any label"
        options={options}
        value={known ?? (value ? labelOption(value) : null)}
        onChange={(option) => onChange(option.value)}
      />
    </EditorField>
  );
}

/** The editor of a query variable: what it lists, of which metric, narrowed by which filters. */
export function VariableEditor({ query, datasource, range, onChange }: Props) {
  const id = useId();
  const { model, error } = read(query);
  const change = (next: VariableModel) => onChange({ refId: query?.refId || 'variable', ...next });
  const choose = (value: string) => {
    const { label, textLabel, kind, ...kept } = model;
    if (value === METRICS || value === QUERY) {
      change({ ...kept, kind: value === METRICS ? 'metrics' : 'query' });
    } else {
      change({ ...kept, kind: 'values', label: value });
    }
  };
  const isModel = model.label === 'model_name' || model.label === 'model_id';
  const listsValues = model.kind !== 'metrics' && model.kind !== 'query';
  return (
    <EditorProvider value={{ datasource, range }}>
      <EditorRows>
        {error && (
          <Alert severity="warning" title="This query can't be read">
            {error} It is kept until something is chosen here.
          </Alert>
        )}
        <EditorRow>
          <ThingPicker id={`${id}-thing`} model={model} onChange={choose} />
          {listsValues && model.selector && (
            <EditorField
              label="Series"
              width={40}
              tooltip="A selector of PromQL. Empty: a metric can be picked instead."
            >
              <TextField
                id={`${id}-selector`}
                label="Series"
                placeholder="none"
                value={model.selector}
                onChange={(selector) => change({ ...model, selector })}
              />
            </EditorField>
          )}
          {listsValues && !model.selector && (
            <MetricPicker
              id={`${id}-metric`}
              metric={model.metric}
              onChange={(metric) => change({ ...model, metric })}
              onClear={() => change({ ...model, metric: undefined })}
            />
          )}
          {isModel && (
            <EditorField
              label="Model IDs"
              tooltip="The list shows names; queries get the ID, which a rename leaves as it is."
            >
              <Checkbox
                label="Show the name, use the ID"
                value={model.textLabel === 'model_name'}
                onChange={(event) =>
                  change(
                    event.currentTarget.checked
                      ? { ...model, label: 'model_id', textLabel: 'model_name' }
                      : { ...model, label: 'model_name', textLabel: undefined }
                  )
                }
              />
            </EditorField>
          )}
          {model.kind === 'metrics' && (
            <EditorField label="Names that match" width={40}>
              <TextField
                id={`${id}-pattern`}
                label="Pattern of names"
                placeholder="A pattern that fits a part of the name"
                value={model.pattern}
                onChange={(pattern) => change({ ...model, pattern })}
              />
            </EditorField>
          )}
          {model.kind === 'query' && (
            <EditorField label="PromQL" width={60}>
              <TextField
                id={`${id}-expr`}
                label="PromQL"
                placeholder="An expression; each series of its result becomes a value"
                value={model.expr}
                onChange={(expr) => change({ ...model, expr })}
              />
            </EditorField>
          )}
        </EditorRow>
        {listsValues && !model.selector && (
          <EditorRow>
            <Filters
              entry={model.metric ? findEntry(model.metric) : undefined}
              filters={model.filters ?? []}
              onChange={(filters) => change({ ...model, filters })}
            />
          </EditorRow>
        )}
      </EditorRows>
    </EditorProvider>
  );
}
