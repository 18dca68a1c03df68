/** What the translator asks of every row, made from what the row of a measure says. */
import { applicableLabels, findSeries, takesLabel } from '../catalog/operands';
import type { MeasureEntry } from '../catalog/types';
import { call, subquery, type Expr } from '../promql/ast';
import { QueryError, show } from '../contract/errors';
import { lacksLabel } from '../reading/filters';
import { orList } from '../reading/read';
import type { Names, Composition, Span, UnitInfo } from './types';
import type { Notice } from '../contract/translation';
import { modifiers, type Query } from './parts';
import { missingThreshold } from './threshold';

/** What the row of a measure says of its composition. */
export interface MeasureComposition {
  build(query: Query, span: Span): Expr;
  /** What tells two queries of the measure apart, beside their windows: "p95". */
  detail?(query: Query): string;
  /** Digits behind the point; left out where the unit decides. */
  decimals?: number;
  /** Each point counts its whole window, so that steps must not overlap. */
  wholeSteps?: boolean;
  /** True where a query over the whole range is one number for the range, to rank series by. */
  ranksByWindow?: boolean;
  /** Labels of all operands that the measure has conditions of its own on: a filter on them meets those. */
  conditions?: string[];
}

/** The threshold of the query, or the measure's own. Throws a {@link QueryError} where there is neither. */
export function thresholdOf(query: Query): number {
  const threshold = query.parameters.threshold ?? query.entry.defaults.threshold;
  if (threshold === undefined) {
    const histogram = query.entry.operands.find((id) => findSeries(id)?.type === 'histogram');
    throw missingThreshold(query.entry.id, String(histogram));
  }
  return threshold;
}

/** The composition that the translator asks. */
export function compositionOf(row: MeasureEntry & MeasureComposition): Composition<MeasureEntry> {
  const { window = '', instantWindow = window } = row.defaults;
  return {
    build: (query, span) => {
      checkGrouping(query);
      return row.build(query, span);
    },
    rank: (query, span) =>
      row.ranksByWindow
        ? row.build(query, span)
        : rankByAverage(row.build(query, { ...span, window: query.window, offset: '', atEnd: false }), span),
    names: (query) => names(row, query),
    unit: () => unit(row),
    aggregations: () => [],
    defaultWindow: (queryType) => (queryType === 'instant' ? instantWindow : window),
    parameters: row.parameters,
    ...(row.wholeSteps ? { wholeSteps: true } : {}),
    notices: (query) => filterNotices(query, row.conditions || []),
  };
}

/** The average over the points that are drawn: most measures have no value "over the whole range". */
function rankByAverage(expr: Expr, span: Span): Expr {
  return call('avg_over_time', subquery(expr, span.window, '$__interval', modifiers(span)));
}

function unit(row: MeasureEntry & MeasureComposition): UnitInfo {
  return { unit: row.unit, ...(row.decimals === undefined ? {} : { decimals: row.decimals }) };
}

function names(row: MeasureComposition, query: Query): Names {
  const detail = row.detail ? row.detail(query) : '';
  const isMacro = query.window.startsWith('$');
  const usual = query.window === '' || isMacro || query.window === query.entry.defaults.window;
  const words = [detail, usual ? '' : `over ${query.window}`].filter((word) => word !== '');
  return {
    title: [query.entry.title, ...words].join(', '),
    qualifier: words.join(' ') || query.entry.title.toLowerCase(),
  };
}

/** Grouping by a label that only some operands have would join what does not belong together. */
function checkGrouping(query: Query): void {
  const { entry, groupBy } = query;
  groupBy.forEach((label, i) => {
    const reason = reasonAgainst(entry, label);
    if (reason === null) {
      return;
    }
    const allowed = orList(applicableLabels(entry)) || 'no label';
    throw new QueryError(
      `groupBy[${i}]`,
      label,
      allowed,
      `groupBy[${i}] is ${show(label)}: ${entry.title} (${entry.id}) can't be grouped by it, since ${reason}; allowed: ${allowed}.`
    );
  });
}

function reasonAgainst(entry: MeasureEntry, label: string): string | null {
  if (applicableLabels(entry).length === 0) {
    return 'what is not there has no labels to group by';
  }
  if (takesLabel(entry, label)) {
    return null;
  }
  return entry.notGroupable.get(label) ?? lackOf(operandsWithout(entry, label), '');
}

function operandsWithout(entry: MeasureEntry, label: string): string[] {
  return entry.operands.filter((id) => {
    const operand = findSeries(id);
    return operand !== undefined && lacksLabel(operand, label);
  });
}

/** "a and b have no such label", with a word in between. */
function lackOf(operands: string[], word: string): string {
  return `${operands.join(' and ')}${word} ${operands.length > 1 ? 'have' : 'has'} no such label`;
}

/** Says where a filter could not go, and where it meets a condition of the measure's own. */
function filterNotices(query: Query, conditions: string[]): Notice[] {
  const { entry, matchers } = query;
  const labels = matchers.map(({ label }) => label).filter((label, i, all) => all.indexOf(label) === i);
  const notices: Notice[] = [];
  labels.forEach((label) => {
    const without = operandsWithout(entry, label);
    const reason = entry.notGroupable.get(label);
    if (without.length === entry.operands.length) {
      const text = `${entry.title} (${entry.id}) is made of series without the label ${label}: the filter on it is not used.`;
      notices.push({ severity: 'warning', text });
    } else if (without.length > 0) {
      const text = `The filter on ${label} does not reach ${lackOf(without, ', which')}.`;
      notices.push({ severity: 'info', text });
    } else if (reason !== undefined && conditions.includes(label)) {
      const text = `The filter on ${label} narrows what ${entry.title} (${entry.id}) looks at, though ${reason}.`;
      notices.push({ severity: 'warning', text });
    }
  });
  return notices;
}
