/** The queries that a text may have been written by, as far as what it holds tells. Each is then translated and compared. */
import { catalog, exportedSeries, type Entry, type MeasureEntry, type SeriesEntry } from '../catalog';
import { findCalculation } from '../catalog/calculations';
import { RULE_OF_THREE } from '../catalog/measures/canary';
import { DEFAULT_SCALING } from '../contract/defaults';
import { queryFields, type FieldKind, type ParameterField, type QueryModel } from '../contract/fields';
import type { Filter } from '../contract/query';
import type { TranslateContext } from '../contract/translation';
import type { Expr } from '../promql/ast';
import { formatDuration, parseDuration } from '../promql/duration';
import { filterOf, nodes, shared, type Facts } from './facts';
import { built, hasManyShapes, shapeOf, shapesOf } from './shapes';

/** The tree of a text without its ranking, and what it may have been written with. */
export interface Text {
  base: Expr;
  writings: TranslateContext[];
}

/** The series of the catalog that a name of the export belongs to. */
export function seriesOf(name: string): SeriesEntry | undefined {
  const entry = catalog.find((candidate) => candidate.kind === 'series' && exportedSeries(candidate).includes(name));
  return entry?.kind === 'series' ? entry : undefined;
}

/** What labels measures filter by on their own. */
const OWN = ['status_code', 'is_async', 'rollout_phase', 'le'];

/** The bound in `le="2.5"` or `le=~"2|2\.0"`. */
function boundOf(facts: Facts): number | undefined {
  const bound = facts.selectors.flatMap(({ matchers }) => matchers).find(({ label }) => label === 'le');
  const [first] = (bound?.value ?? '').replaceAll('\\', '').split('|');
  return first === undefined || first === '' ? undefined : Number(first);
}

/** What a calculation is asked for with, in a text that has it. */
const GIVEN: Partial<Record<ParameterField, (facts: Facts) => QueryModel>> = {
  window: ({ ranges: [window] }) => (window === undefined ? {} : { window }),
  quantile: ({ numbers: [quantile] }) => ({ quantile }),
  threshold: (facts) => ({ threshold: boundOf(facts) }),
};

/** The queries of a series that these facts leave open: one for each calculation whose trees have this shape. */
function seriesQueries(entry: SeriesEntry, facts: Facts, shape: string): QueryModel[] {
  const [grouping] = facts.aggregations;
  const by = grouping?.by ?? [];
  const aggregation = entry.aggregations.find((known) => known === grouping?.op);
  const query: QueryModel = {
    metric: entry.id,
    filters: shared(facts.selectors.map((node) => ({ ...node, matchers: node.matchers.filter(notLe) }))).map(filterOf),
    ...(aggregation === undefined ? {} : { aggregation }),
  };
  const rows = entry.calculations.map(findCalculation);
  const shaped = rows.filter(({ id, aggregations }) => shapesOf(entry.id, id, aggregations(entry)).includes(shape));
  return shaped.map(({ id, parameters }): QueryModel => {
    const given = parameters.map((field) => GIVEN[field]?.(facts) ?? {});
    const groupBy = id === 'heatmap' ? {} : { groupBy: by.filter((label) => label !== 'le') };
    return given.reduce<QueryModel>((all, one) => ({ ...all, ...one }), { ...query, calculation: id, ...groupBy });
  });
}

function notLe({ label }: { label: string }): boolean {
  return label !== 'le';
}

/** A pattern on its own, and the parts of `(?:bad)|(?:valid)` and `(?:valid)|499|1`, which is how measures join two. */
function patternsOf(facts: Facts): string[] {
  const patterns = facts.selectors
    .flatMap(({ matchers }) => matchers)
    .filter(({ label }) => label === 'status_code')
    .flatMap(({ value }) => [value, ...(/^\(\?:(.*)\)\|(?:\(\?:(.*)\)|\d+(?:\|\d+)*)$/.exec(value) ?? []).slice(1)])
    .filter((pattern) => pattern !== undefined);
  return [...new Set(patterns)];
}

/** The groupings that a tree holds, and each without the deployment, by which some measures decide before they sum. */
function groupingsOf(facts: Facts): string[][] {
  const plain = facts.aggregations.map(({ by }) => by.filter((label) => label !== 'le'));
  const coarser = plain.map((labels) => labels.filter((label) => label !== 'deployment_id'));
  return [...new Map([...plain, ...coarser, []].map((labels) => [labels.join('\n'), labels])).values()];
}

/**
 * What all operands are filtered by is the query's own, or what the first or the last is where others look further; what
 * measures themselves filter by is tried as either.
 */
function filtersOf({ selectors }: Facts): Filter[][] {
  const ends = [selectors, selectors.slice(0, 1), selectors.slice(-1)];
  const given = ends.map((some) => shared(some).filter(notLe).map(filterOf));
  const own = (label: string) => OWN.includes(label);
  const bare = given.map((filters) => filters.filter(({ label }) => !own(label)));
  return [...new Map([...bare, ...given].map((filters) => [JSON.stringify(filters), filters])).values()];
}

/** Every combination of one part from each list. */
function combinations(lists: QueryModel[][]): QueryModel[] {
  return lists.reduce<QueryModel[]>(
    (queries, parts) => queries.flatMap((query) => parts.map((part) => ({ ...query, ...part }))),
    [{}]
  );
}

/** How far offsets lie apart: where a query looks back and then a window further, that is its window. */
function between(offsets: string[]): string[] {
  const times = offsets.map(parseDuration).filter((ms) => ms !== null);
  const far = Math.max(...times) - Math.min(...times);
  return far > 0 ? [formatDuration(far)] : [];
}

type Decided = 'groupBy' | 'filters' | 'window' | 'statuses' | 'numbers';

/** What some fields alone decide of a tree, in its nodes' order. */
const DECIDES: Record<Decided, (node: Expr) => unknown[]> = {
  groupBy: (node) => (node.kind === 'aggregation' ? [node.by.filter((label) => label !== 'le')] : []),
  filters: (node) => (node.kind === 'selector' ? [node.matchers.filter(({ label }) => !OWN.includes(label))] : []),
  window: (node) => (node.kind === 'selector' || node.kind === 'subquery' ? [node.range] : []),
  statuses: (node) => (node.kind === 'selector' ? [node.matchers.filter(({ label }) => label === 'status_code')] : []),
  numbers: (node) => {
    const bounds = node.kind === 'selector' ? node.matchers.filter(({ label }) => label === 'le') : [];
    return node.kind === 'number' ? [node.value] : bounds;
  },
};

/** Which part tells parameters that hold something of a kind: several numbers stand in it side by side. */
const TELLS: Partial<Record<FieldKind, Decided>> = {
  duration: 'window',
  number: 'numbers',
  codes: 'statuses',
};

/**
 * The values that write their part of the tree beside one of some others, whatever the rest are. Without this a text that is
 * nearly a measure's would be translated for each combination of all of them.
 */
function fitting(
  query: QueryModel,
  decided: Decided,
  values: QueryModel[],
  { base, writings }: Text,
  beside: QueryModel[]
): QueryModel[] {
  if (values.length < 2) {
    return values;
  }
  const part = (expr: Expr) => JSON.stringify(nodes(expr).flatMap(DECIDES[decided]));
  const wanted = part(base);
  const fit = (value: QueryModel) =>
    beside.some((others) =>
      writings.some((context) => {
        const tree = built({ ...query, threshold: 1, ...others, ...value }, context);
        return tree !== undefined && part(tree) === wanted;
      })
    );
  const found = values.filter(fit);
  // Any of them may be right beside another one that the measure needs.
  return found.length === 0 ? values : found;
}

/** The thresholds that a number of a text may have been made of. */
function thresholdsOf({ id }: MeasureEntry, number: number): number[] {
  // The verdict writes a share of failures as the requests among which one was to be seen, a whole number.
  return id === 'canary_verdict' ? [RULE_OF_THREE / number, RULE_OF_THREE / (number - 0.5)] : [number];
}

/** What a text may have set a parameter of a measure to, by what the parameter holds. */
function candidatesOf(parameter: ParameterField, entry: MeasureEntry, facts: Facts): unknown[] {
  if (parameter === 'threshold') {
    const bound = boundOf(facts);
    // Where buckets are read, it is the bound; elsewhere it is compared to.
    return bound === undefined ? facts.numbers.flatMap((number) => thresholdsOf(entry, number)) : [bound];
  }
  switch (queryFields[parameter].kind) {
    case 'number':
      return facts.numbers;
    case 'duration':
      return [...facts.ranges, ...facts.offsets, ...between(facts.offsets)];
    case 'codes':
      return patternsOf(facts);
    default:
      return [];
  }
}

/** Every query of a measure that these facts leave open. */
function measureQueries(entry: MeasureEntry, facts: Facts, text: Text): QueryModel[] {
  const settings: Partial<Record<ParameterField, unknown>> = facts.scaling;
  const set = Object.fromEntries(
    entry.parameters.flatMap((parameter) => (parameter in settings ? [[parameter, settings[parameter]]] : []))
  );
  const fit = (decided: Decided, values: QueryModel[], beside: QueryModel[]) =>
    fitting({ metric: entry.id, ...set }, decided, values, text, beside);
  // What is filtered by and the grouping decide together where a measure writes the names of models.
  const allFilters = filtersOf(facts).map((filters): QueryModel => ({ filters }));
  const groupings = fit(
    'groupBy',
    groupingsOf(facts).map((groupBy) => ({ groupBy })),
    allFilters
  );
  const filters = fit('filters', allFilters, groupings);
  // Settings of the autoscaler are read where they stand, or not set.
  const valuesOf = (decided: Decided) =>
    combinations(
      entry.parameters
        .filter((parameter) => !(parameter in DEFAULT_SCALING) && TELLS[queryFields[parameter].kind] === decided)
        .map((parameter) =>
          [undefined, ...candidatesOf(parameter, entry, facts)].map((value) => ({ [parameter]: value }))
        )
    );
  const windows = fit('window', valuesOf('window'), [{ groupBy: [] }]);
  return combinations([
    [{ metric: entry.id }],
    groupings,
    filters,
    [set],
    // Some numbers are those of a window, as the points in it.
    fit('numbers', valuesOf('numbers'), combinations([[{ groupBy: [] }], windows])),
    // A query may filter by the code as well.
    fit('statuses', valuesOf('statuses'), combinations([groupings, filters])),
    windows,
  ]);
}

/** A measure reads all of its operands, and nothing else of the export. */
function isMeasureOf(names: Set<string>): (entry: Entry) => entry is MeasureEntry {
  const ids = new Set([...names].map((name) => seriesOf(name)?.id));
  return (entry): entry is MeasureEntry =>
    entry.kind === 'measure' && entry.operands.length === ids.size && entry.operands.every((id) => ids.has(id));
}

/** Prometheus's own series about scrapes, which one measure looks at beside the export. */
const SCRAPES = 'up';

/** All that these facts leave open, the likeliest first. */
export function guesses({ selectors, ...others }: Facts, text: Text): QueryModel[] {
  const facts = { ...others, selectors: selectors.filter(({ metric }) => metric !== SCRAPES) };
  const names = new Set(facts.selectors.map(({ metric }) => metric));
  const [first] = names;
  const entry = first === undefined ? undefined : seriesOf(first);
  const shape = shapeOf(text.base);
  const own =
    entry && [...names].every((name) => exportedSeries(entry).includes(name)) ? seriesQueries(entry, facts, shape) : [];
  // A measure says more about what is meant than the series that it happens to be written like.
  const measures = catalog
    .filter(isMeasureOf(names))
    .filter((measure) =>
      hasManyShapes(measure) ? facts.functions.includes('clamp') : shapesOf(measure.id).includes(shape)
    );
  return [...measures.flatMap((measure) => measureQueries(measure, facts, text)), ...own];
}
