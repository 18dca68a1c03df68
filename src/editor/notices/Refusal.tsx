import { Alert, Stack } from '@grafana/ui';
import { t } from '../../i18n';
import { QueryError } from '../../translator';
import { type BasetenQuery } from '../../types';
import { FixButtons } from './FixButtons';
import { lacksThreshold, fixesOf } from './fixes';

interface Props {
  error: unknown;
  /** As it is saved. */
  query: BasetenQuery;
  /** With its variables filled in, as it was translated. */
  filled: BasetenQuery;
  onChange: (query: BasetenQuery) => void;
}

/** What keeps a query from being run, and what fixes it. */
export function Refusal({ error, query, filled, onChange }: Props) {
  const known = error instanceof QueryError ? error : undefined;
  const incomplete = known !== undefined && lacksThreshold(known, query);
  return (
    <Alert
      severity={incomplete ? 'warning' : 'error'}
      title={
        incomplete
          ? t('editor.refusal.threshold', 'A threshold is missing')
          : t('editor.refusal.title', "This query can't be run")
      }
      topSpacing={1}
      bottomSpacing={0}
    >
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <span>
          {incomplete
            ? t(
                'editor.refusal.threshold-about',
                'Choose one above: how many stay within it is known only at the bucket bounds of the metric.'
              )
            : (known?.message ?? String(error))}
        </span>
        {known && <FixButtons fixes={fixesOf(known, query, filled)} onFix={onChange} />}
      </Stack>
    </Alert>
  );
}
