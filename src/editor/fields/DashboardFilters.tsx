import { EditorRow } from '@grafana/plugin-ui';
import { Button, Text } from '@grafana/ui';
import { t } from '../../i18n';
import { NONE } from '../../interpolate';
import { type Filter } from '../../translator';
import { type BasetenQuery } from '../../types';
import { labelText } from '../texts/catalogTexts';
import { withoutUndefined } from '../changes';
import { readableFilters } from '../readable';
import { operatorTexts } from '../texts/terms';

function inWords({ label, operator, values }: Filter): string {
  const wanted = values.map((value) => (value === '' ? NONE : value)).join(', ');
  return `${labelText(label)} ${operatorTexts[operator]().label} ${wanted}`;
}

interface Props {
  query: BasetenQuery;
  onChange: (query: BasetenQuery) => void;
}

/**
 * Ad-hoc filters that came along from a dashboard, to Explore or into a rule. They stand in no field of the query, in
 * code mode not even in its text, so they are said here, and taken away here.
 */
export function DashboardFilters({ query, onChange }: Props) {
  const filters = readableFilters(query.adhocFilters).filter(({ values, disabled }) => values.length > 0 && !disabled);
  if (filters.length === 0) {
    return null;
  }
  return (
    <EditorRow>
      <Text color="secondary" variant="bodySmall">
        {t(
          'editor.dashboard-filters.text',
          'Filters of the dashboard that this query came from apply too: {{filters}}.',
          {
            filters: filters.map(inWords).join('; '),
          }
        )}
      </Text>
      <Button
        type="button"
        size="sm"
        variant="secondary"
        icon="times"
        onClick={() => onChange(withoutUndefined({ ...query, adhocFilters: undefined }))}
      >
        {t('editor.dashboard-filters.remove', 'Remove the filters of the dashboard')}
      </Button>
    </EditorRow>
  );
}
