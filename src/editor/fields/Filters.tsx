import { Button, Stack } from '@grafana/ui';
import { useState } from 'react';
import { t } from '../../i18n';
import { type Entry, type Filter, takesLabel } from '../../translator';
import { FilterRow } from './FilterRow';
import { useLabelOptions } from './useLabelOptions';
import { EditorField } from '../layout';

interface Props {
  entry: Entry | undefined;
  filters: Filter[];
  onChange: (filters: Filter[]) => void;
}

/** What most people filter by first; nothing where the metric has no models. */
function firstLabel(entry: Entry | undefined): string {
  return !entry || takesLabel(entry, 'model_name') ? 'model_name' : '';
}

/** Which series: all conditions hold at once. */
export function Filters({ entry, filters, onChange }: Props) {
  const labels = useLabelOptions(entry);
  const [added, setAdded] = useState<number>();
  const change = (next: Filter[]) => {
    setAdded(undefined);
    onChange(next);
  };
  const add = () => {
    setAdded(filters.length);
    onChange([...filters, { label: filters.length === 0 ? firstLabel(entry) : '', operator: '=', values: [] }]);
  };
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
            isNew={index === added}
            labels={labels}
            onChange={(next) => change(filters.map((old, at) => (at === index ? next : old)))}
            onRemove={() => change(filters.filter((_, at) => at !== index))}
          />
        ))}
        <Button
          type="button"
          icon="plus"
          variant="secondary"
          size="sm"
          aria-label={t('editor.filters.add', 'Add filter')}
          onClick={add}
        >
          {t('editor.filters.filter', 'Filter')}
        </Button>
      </Stack>
    </EditorField>
  );
}
