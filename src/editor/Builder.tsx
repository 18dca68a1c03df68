import { EditorRow, FlexItem } from '@grafana/plugin-ui';
import { memo, useState } from 'react';
import { t } from '../i18n';
import { findEntry } from '../translator';
import { type BasetenQuery } from '../types';
import { CalculationFields } from './fields/CalculationFields';
import { entryTexts } from './texts/catalogTexts';
import { calculationOf, changeMetric, withoutUndefined } from './changes';
import { Filters } from './fields/Filters';
import { GroupBy, TopField } from './fields/Grouping';
import { MetricPicker } from './fields/MetricPicker';
import { Options } from './fields/Options';
import { Preview } from './Preview';
import { edited, readable } from './readable';
import { RecipeList, RecipeMenu } from './recipes/RecipeMenu';
import { cooked, type Recipe, recipeTexts } from './recipes/recipes';
import { type Undo, UndoRow } from './UndoRow';
import { EditorRows } from './layout';

interface Props {
  id: string;
  query: BasetenQuery;
  /** Takes the query that was made of another one, and runs it. */
  onChange: (query: BasetenQuery, before: BasetenQuery) => void;
}

/**
 * The builder: what to know, for which series, told apart by what. The PromQL stands below. An answer changes none of the
 * fields, and each run brings two states of it.
 */
export const Builder = memo(function Builder({ id, query, onChange: handOn }: Props) {
  const [undo, setUndo] = useState<Undo>();
  const shown = readable(query);
  const entry = shown.metric ? findEntry(shown.metric) : undefined;
  const onChange = (next: BasetenQuery) => handOn(next, query);
  const take = (next: BasetenQuery) => {
    setUndo(undefined);
    onChange(withoutUndefined(next));
  };
  const change = (next: BasetenQuery) => take(edited(query, shown, next));
  const pick = (metric: string) => {
    const { query: next, dropped } = changeMetric(shown, metric);
    const found = findEntry(metric);
    const text = t('editor.dropped.text', '{{metric}} has no place for {{dropped}}.', {
      metric: found ? entryTexts(found).title : metric,
      dropped: dropped.join(', '),
    });
    setUndo(dropped.length > 0 ? { text, before: query } : undefined);
    onChange(edited(query, shown, next));
  };
  const cook = (recipe: Recipe) => {
    const { question } = recipeTexts(recipe);
    const text = t('editor.recipes.replaced', 'The recipe “{{question}}” replaced the query that was here.', {
      question,
    });
    setUndo(query.metric ? { text, before: query } : undefined);
    onChange(cooked(shown, recipe));
  };
  return (
    <EditorRows>
      <EditorRow>
        <MetricPicker id={`${id}-metric`} metric={shown.metric} onChange={pick} />
        {entry && (
          <CalculationFields
            id={id}
            entry={entry}
            query={shown}
            onChange={change}
            onSettle={(next) => onChange(edited(query, shown, next))}
          />
        )}
        {query.metric && (
          <>
            <FlexItem grow={1} />
            <RecipeMenu onPick={cook} />
          </>
        )}
      </EditorRow>
      {!query.metric && (
        <EditorRow>
          <RecipeList onPick={cook} />
        </EditorRow>
      )}
      {undo && <UndoRow undo={undo} onUndo={take} />}
      {entry && (
        <>
          <EditorRow>
            <Filters
              entry={entry}
              filters={shown.filters ?? []}
              onChange={(next) => change({ ...shown, filters: next })}
            />
          </EditorRow>
          {calculationOf(shown, entry) !== 'heatmap' && (
            <EditorRow>
              <GroupBy entry={entry} query={shown} onChange={change} />
              <TopField id={`${id}-top`} query={shown} onChange={change} />
            </EditorRow>
          )}
          <EditorRow>
            <Options id={id} entry={entry} query={shown} onChange={change} />
          </EditorRow>
        </>
      )}
      {query.metric && <Preview query={query} onChange={take} />}
    </EditorRows>
  );
});
