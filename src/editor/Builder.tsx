import { EditorRow, EditorRows, FlexItem } from '@grafana/plugin-ui';
import { useState } from 'react';
import { findEntry } from '../promql';
import { type BasetenQuery } from '../types';
import { CalculationFields } from './CalculationFields';
import { calculationOf, changeMetric, withoutUndefined } from './changes';
import { Filters } from './Filters';
import { GroupBy, TopField } from './Grouping';
import { MetricPicker } from './MetricPicker';
import { Options } from './Options';
import { Preview } from './Preview';
import { RecipeList, RecipeMenu } from './RecipeMenu';
import { cooked, type Recipe } from './recipes';
import { type Undo, UndoRow } from './UndoRow';

interface Props {
  id: string;
  query: BasetenQuery;
  /** Takes the query and runs it. */
  onChange: (query: BasetenQuery) => void;
}

/** The builder: what to know, for which series, told apart by what. The PromQL stands below. */
export function Builder({ id, query, onChange }: Props) {
  const [undo, setUndo] = useState<Undo>();
  const entry = query.metric ? findEntry(query.metric) : undefined;
  const filters = Array.isArray(query.filters) ? query.filters : [];
  const change = (next: BasetenQuery) => {
    setUndo(undefined);
    onChange(withoutUndefined(next));
  };
  const pick = (metric: string) => {
    const { query: next, dropped } = changeMetric(query, metric);
    const title = findEntry(metric)?.title ?? metric;
    const text = `${title} has no place for ${dropped.join(', ')}.`;
    setUndo(dropped.length > 0 ? { text, before: query } : undefined);
    onChange(next);
  };
  const cook = (recipe: Recipe) => {
    const text = `The recipe “${recipe.question}” replaced the query that was here.`;
    setUndo(query.metric ? { text, before: query } : undefined);
    onChange(cooked(query, recipe));
  };
  return (
    <EditorRows>
      <EditorRow>
        <MetricPicker id={`${id}-metric`} metric={query.metric} onChange={pick} />
        {entry && <CalculationFields id={id} entry={entry} query={query} onChange={change} />}
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
      {undo && <UndoRow undo={undo} onUndo={change} />}
      {entry && (
        <>
          <EditorRow>
            <Filters entry={entry} filters={filters} onChange={(next) => change({ ...query, filters: next })} />
          </EditorRow>
          {calculationOf(query, entry) !== 'heatmap' && (
            <EditorRow>
              <GroupBy entry={entry} query={query} onChange={change} />
              <TopField id={`${id}-top`} query={query} onChange={change} />
            </EditorRow>
          )}
          <EditorRow>
            <Options id={id} entry={entry} query={query} onChange={change} />
          </EditorRow>
        </>
      )}
      {query.metric && <Preview query={query} onChange={change} />}
    </EditorRows>
  );
}
