import { createContext, useContext } from 'react';
import { type PanelData, type TimeRange } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { type EditorSource } from '../source';
import { type Filter } from '../translator';
import { type Scope } from '../lookups';
import { type BasetenQuery } from '../types';

/** What every part of the editor needs to look something up, and what it knows of the panel around it. */
export interface EditorContext {
  datasource: EditorSource;
  range: TimeRange | undefined;
  /** All queries of the panel. */
  queries?: DataQuery[];
  /** True in the editor of an alert rule, where a query is run at one moment unless it says otherwise. */
  inRule?: boolean;
  /** Adds queries to the panel and runs them; missing where an editor can't. */
  addQueries?: (queries: BasetenQuery[]) => void;
}

const Context = createContext<EditorContext | undefined>(undefined);
const Answer = createContext<PanelData | undefined>(undefined);

export const EditorProvider = Context.Provider;

/** Beside the rest, since it changes with each run, twice: only what says something of an answer is drawn anew for it. */
export const AnswerProvider = Answer.Provider;

/** What the last run of this query gave. */
export function useAnswer(): PanelData | undefined {
  return useContext(Answer);
}

/** Throws outside the editor. */
export function useEditor(): EditorContext {
  const context = useContext(Context);
  if (!context) {
    throw new Error('A part of the query editor stands outside of it');
  }
  return context;
}

const HOUR_MS = 3_600_000;

/** What a look-up is narrowed by: the metric, the filters that are literal by now, and the time range in milliseconds. */
export function scopeOf({ datasource, range }: EditorContext, metric: string | undefined, filters: Filter[]): Scope {
  const to = range ? range.to.valueOf() : Date.now();
  const from = range ? range.from.valueOf() : to - HOUR_MS;
  return { metric, filters: datasource.interpolateFilters(filters), from, to };
}

/** The time range as a part of a look-up's key: as it was chosen, since `now` moves on with every refresh. */
export function rangeKey(range: TimeRange | undefined): string {
  return range ? [range.raw.from, range.raw.to].map((end) => String(end.valueOf())).join(' ') : '';
}
