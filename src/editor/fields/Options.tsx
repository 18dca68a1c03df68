import { css } from '@emotion/css';
import { QueryOptionGroup } from '@grafana/plugin-ui';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { t } from '../../i18n';
import { Picker } from '../../picker';
import { type Entry, type Format, type QueryType } from '../../translator';
import { type BasetenQuery } from '../../types';
import { calculationOf, parametersOf, takesOffset } from '../changes';
import { useEditor } from '../context';
import { TextField } from './TextField';
import { EditorField } from '../layout';

interface Props {
  id: string;
  /** Undefined in code mode, where window and offset stand in the text. */
  entry: Entry | undefined;
  query: BasetenQuery;
  onChange: (query: BasetenQuery) => void;
}

const types = (): Array<{ value: QueryType; label: string; description: string }> => [
  {
    value: 'range',
    label: t('editor.type.range', 'Range'),
    description: t('editor.type.range-about', 'A line over the time range'),
  },
  {
    value: 'instant',
    label: t('editor.type.instant', 'Instant'),
    description: t('editor.type.instant-about', 'One value, at the end of the time range'),
  },
];

const formats = (): Array<{ value: Format; label: string; description: string }> => [
  {
    value: 'time_series',
    label: t('editor.format.time-series', 'Time series'),
    description: t('editor.format.time-series-about', 'For graphs, stats and alerts'),
  },
  {
    value: 'table',
    label: t('editor.format.table', 'Table'),
    description: t('editor.format.table-about', 'One row for each value, labels as columns'),
  },
  {
    value: 'heatmap',
    label: t('editor.format.heatmap', 'Heatmap'),
    description: t('editor.format.heatmap-about', 'Buckets over time'),
  },
];

/** What a query is run as that says nothing of it: a rule asks for one value. */
function usualType(inRule: boolean | undefined): QueryType {
  return inRule ? 'instant' : 'range';
}

/** What is folded away, in one line. */
export function summary(query: BasetenQuery, entry: Entry | undefined, inRule = false): string[] {
  const isHeatmap = entry !== undefined && calculationOf(query, entry) === 'heatmap';
  const format = query.format ?? (isHeatmap ? 'heatmap' : 'time_series');
  const automatic = t('editor.options.automatic', 'automatic');
  const type = query.queryType ?? usualType(inRule);
  const parts: Array<[string, string]> = [
    [t('editor.options.legend', 'Legend'), query.legendFormat || automatic],
    [t('editor.options.type', 'Type'), types().find(({ value }) => value === type)?.label ?? type],
    [t('editor.options.format', 'Format'), formats().find(({ value }) => value === format)?.label ?? format],
    [t('editor.options.min-step', 'Min step'), query.interval || automatic],
  ];
  if (entry && hasWindow(query, entry)) {
    parts.push([t('editor.options.window', 'Window'), query.window || automatic]);
  }
  if (query.offset) {
    parts.push([t('editor.options.offset', 'Offset'), query.offset]);
  }
  return parts.map(([name, value]) => `${name}: ${value}`);
}

function hasWindow(query: BasetenQuery, entry: Entry): boolean {
  return parametersOf(entry, calculationOf(query, entry)).includes('window');
}

/** What few people need, folded away. */
export function Options({ id, entry, query, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const { inRule } = useEditor();
  const isHeatmap = entry !== undefined && calculationOf(query, entry) === 'heatmap';
  return (
    <div className={styles.options}>
      <QueryOptionGroup title={t('editor.options.title', 'Options')} collapsedInfo={summary(query, entry, inRule)}>
        <EditorField
          label={t('editor.options.legend', 'Legend')}
          width={30}
          tooltip={t(
            'editor.options.legend-about',
            'Name of each line, with {{example}} for the value of a label. Empty: made from what tells the lines apart.',
            { example: '{{label}}' }
          )}
        >
          <TextField
            id={`${id}-legend`}
            label={t('editor.options.legend', 'Legend')}
            placeholder={t('editor.options.automatic', 'automatic')}
            value={query.legendFormat}
            onChange={(legendFormat) => onChange({ ...query, legendFormat })}
          />
        </EditorField>
        {!isHeatmap && (
          <>
            <EditorField
              label={t('editor.options.type', 'Type')}
              tooltip={t('editor.options.type-about', 'A line over the time range, or one value at its end.')}
            >
              <RadioButtonGroup
                aria-label={t('editor.options.type', 'Type')}
                options={types()}
                value={query.queryType ?? usualType(inRule)}
                onChange={(queryType) => onChange({ ...query, queryType })}
              />
            </EditorField>
            <EditorField
              label={t('editor.options.format', 'Format')}
              tooltip={t('editor.options.format-about', 'The shape of the answer: what the panel expects.')}
            >
              <Picker
                id={`${id}-format`}
                label={t('editor.options.format', 'Format')}
                width={18}
                options={formats().filter(({ value }) => !entry || value !== 'heatmap')}
                value={query.format ?? 'time_series'}
                onChange={(format) => onChange({ ...query, format })}
              />
            </EditorField>
          </>
        )}
        <EditorField
          label={t('editor.options.min-step', 'Min step')}
          width={14}
          tooltip={t(
            'editor.options.min-step-about',
            'The shortest distance between two points. Empty: the scrape interval of the data source.'
          )}
        >
          <TextField
            id={`${id}-step`}
            label={t('editor.options.min-step', 'Min step')}
            placeholder={t('editor.options.automatic', 'automatic')}
            value={query.interval}
            onChange={(interval) => onChange({ ...query, interval })}
          />
        </EditorField>
        {entry && hasWindow(query, entry) && (
          <EditorField
            label={t('editor.options.window', 'Window')}
            width={14}
            tooltip={t(
              'editor.options.window-about',
              'The range that each point looks back over. Empty: fits step and scrape interval.'
            )}
          >
            <TextField
              id={`${id}-window`}
              label={t('editor.options.window', 'Window')}
              placeholder={t('editor.options.automatic', 'automatic')}
              value={query.window}
              onChange={(window) => onChange({ ...query, window })}
            />
          </EditorField>
        )}
        {entry && (query.offset || takesOffset(entry)) && (
          <EditorField
            label={t('editor.options.offset', 'Offset')}
            width={14}
            tooltip={t(
              'editor.options.offset-about',
              'Shows the past in place of the present: 1d is the same time yesterday.'
            )}
          >
            <TextField
              id={`${id}-offset`}
              label={t('editor.options.offset', 'Offset')}
              placeholder={t('editor.options.none', 'none')}
              value={query.offset}
              onChange={(offset) => onChange({ ...query, offset })}
            />
          </EditorField>
        )}
      </QueryOptionGroup>
    </div>
  );
}

const getStyles = () => ({
  options: css({
    width: '100%',
    // What is folded away is one line of words that can't be broken otherwise.
    'h6 + div': { flexWrap: 'wrap', rowGap: 0 },
  }),
});
