/** The usual percentiles of a query, each of which is a query of its own. */
import { DEFAULT_QUANTILE, isCode, percentile } from '../../translator';
import { type BasetenQuery } from '../../types';
import { withoutUndefined } from '../changes';
import { promqlOf } from '../../exchange/modes';

const USUAL = [0.5, 0.95, 0.99];

/** What a query asks for and of whom; undefined where that can't be said. */
function asked(query: BasetenQuery): string | undefined {
  if (isCode(query)) {
    return undefined;
  }
  try {
    const expr = promqlOf(query);
    return JSON.stringify([query.datasource?.uid, query.queryType ?? 'range', query.format ?? '', expr]);
  } catch {
    return undefined;
  }
}

/** A legend of its own has to name its percentile, since it takes the place of the names that would. */
function legend({ legendFormat, quantile = DEFAULT_QUANTILE }: BasetenQuery, next: number): string | undefined {
  if (!legendFormat || legendFormat === '__auto') {
    return legendFormat;
  }
  const [own, other] = [percentile(quantile), percentile(next)];
  return legendFormat.includes(own) ? legendFormat.replaceAll(own, other) : `${other} ${legendFormat}`;
}

/** The query once more for each of p50, p95 and p99 that none of the drawn queries shows yet. */
export function missingPercentiles(query: BasetenQuery, drawn: BasetenQuery[]): BasetenQuery[] {
  const shown = new Set(drawn.map(asked));
  return USUAL.map((quantile) =>
    withoutUndefined({
      ...query,
      hide: undefined,
      key: undefined,
      quantile,
      legendFormat: legend(query, quantile),
    })
  ).filter((candidate) => {
    const text = asked(candidate);
    return text !== undefined && !shown.has(text);
  });
}
