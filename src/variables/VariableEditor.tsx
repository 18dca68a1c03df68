import { EditorRow } from '@grafana/plugin-ui';
import { Alert, Checkbox } from '@grafana/ui';
import { useId } from 'react';
import { EditorProvider } from '../editor/context';
import { Filters } from '../editor/fields/Filters';
import { MetricPicker } from '../editor/fields/MetricPicker';
import { readableFilters } from '../editor/readable';
import { TextField } from '../editor/fields/TextField';
import { useLabelOptions } from '../editor/fields/useLabelOptions';
import { errorText } from '../editor/useLookup';
import { labelOption } from '../editor/texts/terms';
import { t } from '../i18n';
import { Picker } from '../picker';
import { findEntry } from '../translator';
import { type VariableEditorProps } from './props';
import { readVariableQuery, type VariableModel, writeVariableQuery } from '../interpolate/variableQuery';
import { EditorField, EditorRows } from '../editor/layout';

const MODEL_NAME = 'model_name';
const MODEL_ID = 'model_id';
const METRICS = 'metrics()';
const QUERY = 'query()';

/** What most people list, in the order of the list; any other label can be typed or found. */
const things = () => [
  { value: 'model_name', label: t('variables.thing.models', 'Models') },
  { value: 'deployment_id', label: t('variables.thing.deployments', 'Deployments') },
  { value: 'environment', label: t('variables.thing.environments', 'Environments') },
  { value: 'replica', label: t('variables.thing.replicas', 'Replicas') },
  { value: 'gpu', label: t('variables.thing.gpus', 'GPUs') },
  { value: 'status_code', label: t('variables.thing.status-codes', 'Status codes') },
  {
    value: METRICS,
    label: t('variables.thing.metrics', 'Metrics'),
    description: t('variables.thing.metrics-about', 'Names of series'),
  },
  {
    value: QUERY,
    label: t('variables.thing.query', 'Result of a query'),
    description: t('variables.thing.query-about', 'Series of an expression, in PromQL'),
  },
];

function read(query: unknown): { model: VariableModel; error?: string } {
  try {
    return { model: readVariableQuery(query) };
  } catch (error) {
    return { model: {}, error: errorText(error) };
  }
}

function ThingPicker({ id, model, onChange }: { id: string; model: VariableModel; onChange: (to: string) => void }) {
  const usualThings = things();
  const labels = useLabelOptions(model.metric ? findEntry(model.metric) : undefined);
  const value = model.kind === 'metrics' ? METRICS : model.kind === 'query' ? QUERY : model.label;
  const options = async (search: string) => {
    const typed = search.trim().toLowerCase();
    const usual = usualThings.filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(typed));
    const others = (await labels(search)).filter(
      (option) => !usualThings.some((thing) => thing.value === option.value)
    );
    return [...usual, ...others];
  };
  const known = usualThings.find((thing) => thing.value === value);
  return (
    <EditorField label={t('variables.list', 'List')} width={30}>
      <Picker
        id={id}
        label={t('variables.list-about', 'What the variable lists')}
        placeholder={t('variables.list-placeholder', 'Models, environments, any label')}
        options={options}
        value={known ?? (value ? labelOption(value) : null)}
        onChange={onChange}
      />
    </EditorField>
  );
}

/** The editor of a query variable: what it lists, of which metric, narrowed by which filters. */
export function VariableEditor({ query, datasource, range, onChange }: VariableEditorProps) {
  const id = useId();
  const { model, error } = read(query);
  const change = (next: VariableModel) => onChange(writeVariableQuery(query, next));
  const choose = (value: string) => {
    const { label, textLabel, kind, ...kept } = model;
    if (value === METRICS || value === QUERY) {
      change({ ...kept, kind: value === METRICS ? 'metrics' : 'query' });
    } else {
      change({ ...kept, kind: 'values', label: value });
    }
  };
  const isModel = model.label === MODEL_NAME || model.label === MODEL_ID;
  const listsValues = model.kind !== 'metrics' && model.kind !== 'query';
  return (
    <EditorProvider value={{ datasource, range }}>
      <EditorRows>
        {error && (
          <Alert severity="warning" title={t('variables.unreadable', "This query can't be read")}>
            {t('variables.kept', '{{error}} It is kept until something is chosen here.', { error })}
          </Alert>
        )}
        <EditorRow>
          <ThingPicker id={`${id}-thing`} model={model} onChange={choose} />
          {listsValues && model.selector && (
            <EditorField
              label={t('variables.series', 'Series')}
              width={40}
              tooltip={t('variables.series-about', 'A selector of PromQL. Empty: a metric can be picked instead.')}
            >
              <TextField
                id={`${id}-selector`}
                label={t('variables.series', 'Series')}
                placeholder={t('variables.series-placeholder', 'none')}
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
              label={t('variables.model-ids', 'Model IDs')}
              tooltip={t(
                'variables.model-ids-about',
                'The list shows names; queries get the ID, which a rename leaves as it is.'
              )}
            >
              <Checkbox
                label={t('variables.model-ids-use', 'Show the name, use the ID')}
                value={model.textLabel === MODEL_NAME}
                onChange={(event) =>
                  change(
                    event.currentTarget.checked
                      ? { ...model, label: MODEL_ID, textLabel: MODEL_NAME }
                      : { ...model, label: MODEL_NAME, textLabel: undefined }
                  )
                }
              />
            </EditorField>
          )}
          {model.kind === 'metrics' && (
            <EditorField label={t('variables.pattern', 'Names that match')} width={40}>
              <TextField
                id={`${id}-pattern`}
                label={t('variables.pattern-label', 'Pattern of names')}
                placeholder={t('variables.pattern-placeholder', 'A pattern that fits a part of the name')}
                value={model.pattern}
                onChange={(pattern) => change({ ...model, pattern })}
              />
            </EditorField>
          )}
          {model.kind === 'query' && (
            <EditorField label={t('variables.promql', 'PromQL')} width={60}>
              <TextField
                id={`${id}-expr`}
                label={t('variables.promql', 'PromQL')}
                placeholder={t(
                  'variables.promql-placeholder',
                  'An expression; each series of its result becomes a value'
                )}
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
              filters={readableFilters(model.filters)}
              onChange={(filters) => change({ ...model, filters })}
            />
          </EditorRow>
        )}
      </EditorRows>
    </EditorProvider>
  );
}
