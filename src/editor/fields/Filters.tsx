import { EditorField } from '@grafana/plugin-ui';
import { Button, Stack } from '@grafana/ui';
import { t } from '../../i18n';
import { type Entry, type Filter } from '../../translator';
import { FilterRow } from './FilterRow';
import { useLabelOptions } from './useLabelOptions';

interface Props {
  entry: Entry | undefined;
  filters: Filter[];
  onChange: (filters: Filter[]) => void;
}

/** Which series: all conditions hold at once. */
export function Filters({ entry, filters, onChange }: Props) {
  const labels = useLabelOptions(entry);
  return (
    <EditorField
      label={t('editor.filters.where', 'Where')}
      tooltip={t('editor.filters.where-about', 'Only series for which all of these hold.')}
    >
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        {filters.map((filter, index) => (
          <FilterRow
            // Filters have no name; their place is what tells them apart.
            key={index}
            metric={entry?.id}
            filter={filter}
            others={filters.filter((_, other) => other !== index)}
            labels={labels}
            onChange={(next) => onChange(filters.map((old, at) => (at === index ? next : old)))}
            onRemove={() => onChange(filters.filter((_, at) => at !== index))}
          />
        ))}
        <Button
          type="button"
          icon="plus"
          variant="secondary"
          size="sm"
          aria-label={t('editor.filters.add', 'Add filter')}
          onClick={() => onChange([...filters, { label: '', operator: '=', values: [] }])}
        >
          {t('editor.filters.filter', 'Filter')}
        </Button>
      </Stack>
    </EditorField>
  );
}
