import { EditorField, QueryOptionGroup } from '@grafana/plugin-ui';
import { Combobox, RadioButtonGroup } from '@grafana/ui';
import { type Entry, type Format } from '../promql';
import { type BasetenQuery } from '../types';
import { calculationOf, parametersOf } from './changes';
import { TextField } from './TextField';

interface Props {
  id: string;
  /** Undefined in code mode, where window and offset stand in the text. */
  entry: Entry | undefined;
  query: BasetenQuery;
  onChange: (query: BasetenQuery) => void;
}

const types = [
  { value: 'range', label: 'Range', description: 'A line over the time range' },
  { value: 'instant', label: 'Instant', description: 'One value, at the end of the time range' },
] as const;

const formats: Array<{ value: Format; label: string; description: string }> = [
  { value: 'time_series', label: 'Time series', description: 'For graphs, stats and alerts' },
  { value: 'table', label: 'Table', description: 'One row for each value, labels as columns' },
  { value: 'heatmap', label: 'Heatmap', description: 'Buckets over time' },
];

/** What is folded away, in one line. */
export function summary(query: BasetenQuery, entry: Entry | undefined): string[] {
  const isHeatmap = entry !== undefined && calculationOf(query, entry) === 'heatmap';
  const format = query.format ?? (isHeatmap ? 'heatmap' : 'time_series');
  return [
    `Legend: ${query.legendFormat || 'automatic'}`,
    `Type: ${query.queryType ?? 'range'}`,
    `Format: ${formats.find(({ value }) => value === format)?.label ?? format}`,
    `Min step: ${query.interval || 'automatic'}`,
    ...(entry && hasWindow(query, entry) ? [`Window: ${query.window || 'automatic'}`] : []),
    ...(query.offset ? [`Offset: ${query.offset}`] : []),
  ];
}

function hasWindow(query: BasetenQuery, entry: Entry): boolean {
  return parametersOf(entry, calculationOf(query, entry)).includes('window');
}

/** What few people need, folded away. */
export function Options({ id, entry, query, onChange }: Props) {
  const isHeatmap = entry !== undefined && calculationOf(query, entry) === 'heatmap';
  return (
    <QueryOptionGroup title="Options" collapsedInfo={summary(query, entry)}>
      <EditorField
        label="Legend"
        width={30}
        tooltip="Name of each line, with {{label}} for the value of a label. Empty: made from what tells the lines apart."
      >
        <TextField
          id={`${id}-legend`}
          label="Legend"
          placeholder="automatic"
          value={query.legendFormat}
          onChange={(legendFormat) => onChange({ ...query, legendFormat })}
        />
      </EditorField>
      {!isHeatmap && (
        <>
          <EditorField label="Type" tooltip="A line over the time range, or one value at its end.">
            <RadioButtonGroup
              aria-label="Type"
              options={[...types]}
              value={query.queryType ?? 'range'}
              onChange={(queryType) => onChange({ ...query, queryType })}
            />
          </EditorField>
          <EditorField label="Format" tooltip="The shape of the answer: what the panel expects.">
            <Combobox
              id={`${id}-format`}
              aria-label="Format"
              width={18}
              options={entry ? formats.filter(({ value }) => value !== 'heatmap') : formats}
              value={query.format ?? 'time_series'}
              onChange={({ value }) => onChange({ ...query, format: value })}
            />
          </EditorField>
        </>
      )}
      <EditorField
        label="Min step"
        width={14}
        tooltip="The shortest distance between two points. Empty: the scrape interval of the data source."
      >
        <TextField
          id={`${id}-step`}
          label="Min step"
          placeholder="automatic"
          value={query.interval}
          onChange={(interval) => onChange({ ...query, interval })}
        />
      </EditorField>
      {entry && hasWindow(query, entry) && (
        <EditorField
          label="Window"
          width={14}
          tooltip="The range that each point looks back over. Empty: fits step and scrape interval."
        >
          <TextField
            id={`${id}-window`}
            label="Window"
            placeholder="automatic"
            value={query.window}
            onChange={(window) => onChange({ ...query, window })}
          />
        </EditorField>
      )}
      {entry && (
        <EditorField
          label="Offset"
          width={14}
          tooltip="Shows the past in place of the present: 1d is the same time yesterday."
        >
          <TextField
            id={`${id}-offset`}
            label="Offset"
            placeholder="none"
            value={query.offset}
            onChange={(offset) => onChange({ ...query, offset })}
          />
        </EditorField>
      )}
    </QueryOptionGroup>
  );
}
