/** Queries of data sources that know labels and no PromQL, such as Loki: their conditions become filters. */
import { AbstractLabelOperator, type AbstractQuery } from '@grafana/data';
import { catalog, exportedSeries, type Filter, type FilterOperator, isCatalogLabel } from '../translator';
import { type BasetenQuery } from '../types';

const OPERATORS: Record<AbstractLabelOperator, FilterOperator> = {
  [AbstractLabelOperator.Equal]: '=',
  [AbstractLabelOperator.NotEqual]: '!=',
  [AbstractLabelOperator.EqualRegEx]: '=~',
  [AbstractLabelOperator.NotEqualRegEx]: '!~',
};

/** Values stand as between quotes. */
function unescaped(value: string): string {
  return value.replace(/\\(["\\])/g, '$1');
}

/** Conditions on labels that Baseten's series have; of another system's labels nothing would be left. */
export function fromSelectors(queries: AbstractQuery[]): BasetenQuery[] {
  return queries.map(({ refId, labelMatchers }) => {
    const name = labelMatchers.find(({ name: label }) => label === '__name__')?.value;
    const entry = catalog.find((candidate) => name !== undefined && exportedSeries(candidate).includes(name));
    const filters = labelMatchers
      .filter(({ name: label }) => isCatalogLabel(label))
      .map(({ name: label, operator, value }): Filter => ({
        label,
        operator: OPERATORS[operator],
        values: [unescaped(value)],
      }));
    return { refId, ...(entry ? { metric: entry.id } : {}), ...(filters.length > 0 ? { filters } : {}) };
  });
}
