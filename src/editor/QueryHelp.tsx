import { css } from '@emotion/css';
import { type GrafanaTheme2, type QueryEditorHelpProps } from '@grafana/data';
import { Button, Stack, Text, TextLink, useStyles2 } from '@grafana/ui';
import { t } from '../i18n';
import { type BasetenQuery } from '../types';
import { cooked, recipes, recipeTexts } from './recipes/recipes';

/** Where the reference stands, for those who write queries in files. */
const REFERENCE = 'https://docs.baseten.co/observability/export-metrics/supported-metrics';

/** What Grafana shows behind a query's question mark: questions that can be asked, each a click, and what to know of answers. */
export function QueryHelp({ query, onClickExample }: QueryEditorHelpProps<BasetenQuery>) {
  const styles = useStyles2(getStyles);
  return (
    <Stack direction="column" gap={2}>
      <Text element="h3">{t('editor.help.title', 'Questions to start from')}</Text>
      <ul className={styles.list}>
        {recipes.map((recipe) => {
          const { question, answer } = recipeTexts(recipe);
          return (
            <li key={recipe.id} className={styles.row}>
              <Button
                size="sm"
                variant="secondary"
                fill="text"
                onClick={() => onClickExample(cooked({ refId: query.refId }, recipe))}
              >
                {question}
              </Button>
              <Text color="secondary">{answer}</Text>
            </li>
          );
        })}
      </ul>
      <Text element="h3">{t('editor.help.reading', 'Reading the answers')}</Text>
      <ul className={styles.notes}>
        <li>
          {t(
            'editor.help.percentile',
            'A percentile is estimated from buckets: it is exact at their bounds, and never above the highest one.'
          )}
        </li>
        <li>
          {t(
            'editor.help.window',
            'Rates are taken over a window of at least four scrapes. What is shorter than that can be missed.'
          )}
        </li>
        <li>
          {t(
            'editor.help.gap',
            'A gap means that nothing was counted or exported, not zero; below an empty query stands why it is empty.'
          )}
        </li>
        <li>
          {t(
            'editor.help.code',
            'Code shows the PromQL of the builder and takes any other; the builder reads back what it has a place for.'
          )}
        </li>
      </ul>
      <TextLink href={REFERENCE} external inline={false}>
        {t('editor.help.reference', 'What Baseten exports')}
      </TextLink>
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  notes: css({ margin: 0, paddingLeft: theme.spacing(3) }),
});
