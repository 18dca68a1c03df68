import { Stack } from '@grafana/ui';
import { t } from '../../i18n';
import { MultiPicker, Picker } from '../../picker';
import { type Entry, translate } from '../../translator';
import { type BasetenQuery } from '../../types';
import { useEditor } from '../context';
import { TextField } from './TextField';
import { useLabelOptions } from './useLabelOptions';
import { variableOption } from './valueOptions';
import { labelOption } from '../texts/terms';
import { EditorField } from '../layout';

/** What a metric is grouped by where the query says nothing. */
export function defaultGroupBy(entry: Entry): string[] {
  // Without a threshold some measures are refused; grouping does not depend on it.
  return translate({ metric: entry.id, threshold: 1 }).labels;
}

interface Props {
  entry: Entry;
  query: BasetenQuery;
  onChange: (query: BasetenQuery) => void;
}

/** Which labels tell the lines apart. */
export function GroupBy({ entry, query, onChange }: Props) {
  const { datasource } = useEditor();
  const labels = useLabelOptions(entry);
  const groupBy = Array.isArray(query.groupBy) ? query.groupBy : defaultGroupBy(entry);
  return (
    <EditorField
      label={t('editor.group.label', 'By')}
      tooltip={t('editor.group.about', 'One line for each combination of these labels; without any, one line for all.')}
    >
      <MultiPicker
        label={t('editor.group.name', 'Group by')}
        placeholder={t('editor.group.placeholder', 'One line for all')}
        options={async (search) => [
          ...(await labels(search)),
          ...datasource
            .variableNames()
            .filter((name) => name.includes(search))
            .map(variableOption),
        ]}
        value={groupBy.map(labelOption)}
        onChange={(options) => onChange({ ...query, groupBy: options.map(({ value }) => value) })}
      />
    </EditorField>
  );
}

type Order = 'all' | NonNullable<BasetenQuery['top']>['order'];

function orders(): Array<{ value: Order; label: string; description?: string }> {
  const description = t('editor.lines.ranked', 'Ranked once over the whole time range');
  return [
    { value: 'all', label: t('editor.lines.all', 'all') },
    { value: 'top', label: t('editor.lines.highest', 'highest'), description },
    { value: 'bottom', label: t('editor.lines.lowest', 'lowest'), description },
  ];
}

const DEFAULT_N = 5;

/** How many lines: all, or the highest or lowest few. */
export function TopField({ id, query, onChange }: Omit<Props, 'entry'> & { id: string }) {
  const { top } = query;
  return (
    <EditorField
      label={t('editor.lines.label', 'Lines')}
      tooltip={t('editor.lines.about', 'Keep only the highest or lowest lines of the whole time range.')}
    >
      <Stack direction="row" gap={0.5}>
        <Picker
          id={id}
          label={t('editor.lines.label', 'Lines')}
          width={14}
          options={orders()}
          value={top?.order ?? 'all'}
          onChange={(order) =>
            onChange({ ...query, top: order === 'all' ? undefined : { order, n: top?.n ?? DEFAULT_N } })
          }
        />
        {top && (
          <TextField
            label={t('editor.lines.number', 'Number of lines')}
            width={9}
            number="whole"
            value={String(top.n)}
            onChange={(text) => onChange({ ...query, top: { ...top, n: Number(text ?? DEFAULT_N) } })}
          />
        )}
      </Stack>
    </EditorField>
  );
}
