import { Button } from '@grafana/ui';
import { t } from '../../i18n';
import { type BasetenQuery } from '../../types';
import { useEditor } from '../context';
import { FieldLine } from './FieldLine';
import { drawnQueries } from '../panelQueries';
import { missingPercentiles } from './percentiles';

/** Puts the usual percentiles beside each other, with a query for each that is missing. */
export function AddPercentiles({ query }: { query: BasetenQuery }) {
  const { addQueries, datasource, queries } = useEditor();
  const missing = addQueries ? missingPercentiles(query, drawnQueries(queries, query, datasource.type)) : [];
  if (!addQueries || missing.length === 0) {
    return null;
  }
  return (
    <FieldLine>
      <Button
        type="button"
        variant="secondary"
        icon="plus"
        tooltip={t(
          'editor.percentiles.about',
          'Adds a query to this panel for each of the three that is missing; they differ in nothing else.'
        )}
        onClick={() => addQueries(missing)}
      >
        {t('editor.percentiles.add', 'p50, p95 and p99')}
      </Button>
    </FieldLine>
  );
}
