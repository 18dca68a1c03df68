/** Queries against what each model has promised: the same sets of models, and the same document, that the rules are made of. */
import { translate, type QueryModel } from '../src/translator';
import { defaults, shipped, type Objectives } from './objectives';
import { filtersOf, pieces, type Selection } from '../src/rules/pieces';
import { bytes, MOST_BYTES } from '../src/rules/prometheus';
import { takesStatus, variants, withStatus } from '../src/rules/variants';

/** Objectives on status codes: a query that counts failures has to know what a model calls one. */
const CODES = ['badStatus', 'ignoredCodes'] as const;

/**
 * One query for all models that keep the defaults, and one for each set that promises something else; more where their names
 * would make one longer than VictoriaMetrics takes. Each model is asked for once.
 * @param from the objectives that `make` reads
 */
export function perPromise(
  from: ReadonlyArray<keyof Objectives>,
  make: (objectives: Objectives) => QueryModel,
  document = shipped
): QueryModel[] {
  const judges = takesStatus(make(defaults)) ? CODES : [];
  return variants(document, [...from, ...judges]).flatMap(({ objectives, selection }) => {
    const query = withStatus(make(objectives), objectives);
    const of = (piece: Selection) => ({ ...query, filters: [...(query.filters ?? []), ...filtersOf(piece)] });
    return pieces(selection, (piece) => lengthOf(of(piece)) <= MOST_BYTES).map(of);
  });
}

/** The bytes of what is asked with every variable at "All", but for the environment, which boards of promises start with. */
function lengthOf(query: QueryModel): number {
  const filters = (query.filters ?? []).flatMap((filter) => {
    if (!filter.values.some((value) => value.startsWith('$'))) {
      return [filter];
    }
    return filter.label === 'environment' ? [{ ...filter, values: shipped.environments }] : [];
  });
  return bytes(translate({ ...query, filters }).expr);
}

/** What a share of bad requests may be, without the rounding error that 1 - 0.999 has. */
const allowed = (share: number): number => Number((1 - share).toPrecision(6));

/** How fast each model burns its budgets, and what is left of them. `rest` is the same for every query. */
export const availability = (metric: string, rest: QueryModel): QueryModel[] =>
  perPromise(['availability'], (promise) => ({ ...rest, metric, threshold: allowed(promise.availability) }));

export const latency = (metric: string, rest: QueryModel): QueryModel[] =>
  perPromise(['latencySeconds', 'latencyShare'], (promise) => ({
    ...rest,
    metric,
    threshold: promise.latencySeconds,
    quantile: promise.latencyShare,
  }));

/** Measures that know how long a response may take, and no share. */
export const within = (metric: string, rest: QueryModel): QueryModel[] =>
  perPromise(['latencySeconds'], (promise) => ({ ...rest, metric, threshold: promise.latencySeconds }));

export const load = (metric: string, rest: QueryModel): QueryModel[] =>
  perPromise(['concurrencyPerReplica'], (promise) => ({ ...rest, metric, threshold: promise.concurrencyPerReplica }));
