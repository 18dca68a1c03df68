import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Alert, ClipboardButton, Text, useStyles2 } from '@grafana/ui';
import { QueryError, translate, type Translation } from '../promql';
import { describe } from '../promql/describe';
import { type BasetenQuery } from '../types';
import { useEditor } from './context';

type Outcome = { translation: Translation; sentence: string } | { error: string };

/** What a query is translated to, or why it is not. */
export function outcomeOf(query: BasetenQuery): Outcome {
  try {
    return { translation: translate({ ...query, hide: false }), sentence: describe(query) };
  } catch (error) {
    return { error: error instanceof QueryError ? error.message : String(error) };
  }
}

/** What the query asks, in words and in PromQL, live, with variables filled in; or what keeps it from being translated. */
export function Preview({ query }: { query: BasetenQuery }) {
  const styles = useStyles2(getStyles);
  const { datasource } = useEditor();
  const outcome = outcomeOf(datasource.preview(query));
  if ('error' in outcome) {
    return (
      <Alert severity="error" title="This query can't be run" topSpacing={1} bottomSpacing={0}>
        {outcome.error}
      </Alert>
    );
  }
  const { translation, sentence } = outcome;
  return (
    <div className={styles.box}>
      {sentence !== '' && (
        <Text element="p" variant="bodySmall">
          <span data-testid="sentence">{sentence}</span>
        </Text>
      )}
      <div className={styles.line}>
        <code className={styles.code} data-testid="promql" aria-label="PromQL">
          {translation.expr}
        </code>
        <ClipboardButton
          icon="copy"
          size="sm"
          variant="secondary"
          fill="text"
          aria-label="Copy the PromQL"
          tooltip="Copy the PromQL"
          getText={() => translation.expr}
        />
      </div>
      {translation.notices.map(({ text, severity }) => (
        <Text key={text} element="p" variant="bodySmall" color={severity === 'warning' ? 'warning' : 'secondary'}>
          {text}
        </Text>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    padding: theme.spacing(0.5, 1),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
  line: css({ display: 'flex', alignItems: 'flex-start', gap: theme.spacing(1) }),
  code: css({
    flexGrow: 1,
    padding: theme.spacing(0.5, 0),
    background: 'none',
    border: 'none',
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    color: theme.colors.text.primary,
  }),
});
