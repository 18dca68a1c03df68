/** What completion asks for, answered by the plugin's own look-ups: bounded, and only of Baseten's series. */
import { type PrometheusClient } from '@prometheus-io/codemirror-promql';
import { EqlRegex, EqlSingle, Neq, NeqRegex } from '@prometheus-io/lezer-promql';
import { catalog, exportedSeries, findEntry, type Filter, type FilterOperator } from '../../translator';
import { type LabelValues, type Scope } from '../../lookups';

/** What is needed of the data source. */
export interface Source {
  labels(scope: Scope): Promise<string[]>;
  labelValues(scope: Scope & { label: string; search?: string; limit?: number }): Promise<LabelValues>;
  /** The scope of a look-up at this moment; filters may hold variables. */
  scope(metric: string | undefined, filters: Filter[]): Scope;
  limit: number;
}

/**
 * What completion of values needs to know beside what the package asks for: with more values than an answer holds, those that
 * begin as what is typed must be asked for anew.
 */
export interface Search {
  /** What is typed so far of the string that is completed. */
  typed: string;
  /** The last answer held not all values of its label. */
  partial: boolean;
}

/** Nothing is typed yet, and nothing was answered. */
export function newSearch(): Search {
  return { typed: '', partial: false };
}

/** A condition as completion hands it on; the type is a number of the grammar. */
interface Given {
  type: number;
  name: string;
  value: string;
}

export interface CompletionClient extends Omit<PrometheusClient, 'labelValues'> {
  labelValues(label: string, name?: string, matchers?: readonly Given[]): Promise<string[]>;
}

type Metadata = Record<string, Array<{ type: string; help: string }>>;

const OPERATORS = new Map<number, FilterOperator>([
  [EqlSingle, '='],
  [Neq, '!='],
  [EqlRegex, '=~'],
  [NeqRegex, '!~'],
]);

/** The names of series, each with its type and what the catalog says of it. */
function metadata(): Metadata {
  const rows = catalog.flatMap((entry): Array<[string, Metadata[string]]> =>
    entry.kind === 'series' ? [[entry.id, [{ type: entry.type, help: `${entry.title}. ${entry.description}` }]]] : []
  );
  return Object.fromEntries(rows);
}

/** The catalog's id of a series, and for other series a filter on the name. */
function about(name: string | undefined): { metric: string | undefined; filters: Filter[] } {
  if (name === undefined || name === '') {
    return { metric: undefined, filters: [] };
  }
  const entry = catalog.find((candidate) => candidate.kind === 'series' && exportedSeries(candidate).includes(name));
  const id = entry?.id ?? findEntry(name)?.id;
  return id === undefined
    ? { metric: undefined, filters: [{ label: '__name__', operator: '=', values: [name] }] }
    : { metric: id, filters: [] };
}

function filtersOf(matchers: readonly Given[], label: string): Filter[] {
  return matchers.flatMap(({ name, type, value }) => {
    const operator = OPERATORS.get(type);
    // An unfinished condition narrows nothing yet.
    return operator && name !== '' && name !== label && value !== ''
      ? [{ label: name, operator, values: [value] }]
      : [];
  });
}

/** Completion is a help, not an answer: where a look-up fails there is nothing to offer, and running the query says why. */
function orNone<T>(answer: Promise<T[]>): Promise<T[]> {
  return answer.catch(() => []);
}

/** Names of series are asked for once for as long as the client lives, one code editor that is open. */
export function completionClient(source: Source, search: Search = newSearch()): CompletionClient {
  let names: Promise<string[]> | undefined;
  const values = (label: string, metric: string | undefined, filters: Filter[], typed = '') => {
    const scope = source.scope(metric, filters);
    return source.labelValues({ ...scope, label, ...(typed !== '' && { search: typed }), limit: source.limit });
  };
  return {
    metricNames: () => {
      names ??= orNone(values('__name__', undefined, []).then((answer) => answer.values)).then((found) => {
        if (found.length === 0) {
          names = undefined;
        }
        return found;
      });
      return names;
    },
    metricMetadata: () => Promise.resolve(metadata()),
    labelNames: (name) => {
      const { metric, filters } = about(name);
      const answer = source.labels(source.scope(metric, filters));
      return orNone(answer.then((labels) => labels.filter((label) => label !== '__name__')));
    },
    labelValues: (label, name, matchers = []) => {
      const { metric, filters } = about(name);
      // All values are at hand where an answer held all: the list is then searched more freely than the server can.
      const typed = search.partial ? search.typed : '';
      const answer = values(label, metric, [...filters, ...filtersOf(matchers, label)], typed);
      return orNone(
        answer.then((found) => {
          search.partial = found.truncated || typed !== '';
          return found.values;
        })
      );
    },
    series: () => Promise.resolve([]),
    flags: () => Promise.resolve({}),
  };
}
