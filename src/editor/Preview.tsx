import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, Text, useStyles2 } from '@grafana/ui';
import { t } from '../i18n';
import { translate, type TranslateContext, type Translation } from '../translator';
import { type BasetenQuery } from '../types';
import { useAnswer, useEditor } from './context';
import { Refusal } from './notices/Refusal';
import { Notices } from './notices/Notices';
import { describe } from './texts/sentence';

type Outcome = { translation: Translation; sentence: string } | { error: unknown };

/** What a query is translated to, or why it is not. */
function outcomeOf(query: BasetenQuery, context: TranslateContext): Outcome {
  try {
    return { translation: translate(query, context), sentence: describe(query, context) };
  } catch (error) {
    return { error };
  }
}

interface Props {
  query: BasetenQuery;
  onChange: (query: BasetenQuery) => void;
}

/** What the query asks, in words and in PromQL, live, with variables filled in; or what keeps it from being translated. */
export function Preview({ query, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const { datasource } = useEditor();
  // Variables that change bring another answer, and stand in what is shown here.
  useAnswer();
  const filled = datasource.preview(query);
  const outcome = outcomeOf(filled, datasource.context);
  if ('error' in outcome) {
    return <Refusal error={outcome.error} query={query} filled={filled} onChange={onChange} />;
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
        <code className={styles.code} data-testid="promql" aria-label={t('editor.preview.promql', 'PromQL')}>
          {translation.expr}
        </code>
        <ClipboardButton
          icon="copy"
          size="sm"
          variant="secondary"
          fill="text"
          aria-label={t('editor.preview.copy', 'Copy the PromQL')}
          tooltip={t('editor.preview.copy', 'Copy the PromQL')}
          getText={() => translation.expr}
        />
      </div>
      <Notices query={query} translation={translation} onChange={onChange} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    // A value may be one word of thousands of letters.
    overflowWrap: 'anywhere',
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
    color: theme.colors.text.primary,
  }),
});
