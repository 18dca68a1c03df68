/**
 * Defaults that the query's fields and the measures share. From the first release on they are frozen under version 1 of
 * the query, whatever the table of codes (`catalog/codes`) learns: a saved query keeps its meaning.
 */

/** Milliseconds between scrapes where nobody said otherwise: what Baseten recommends. */
export const DEFAULT_SCRAPE_MS = 60_000;

export const DEFAULT_QUANTILE = 0.95;

/**
 * The server's faults: HTTP's 5xx and 429, which means that no capacity was left, gRPC's, WebSocket's. The lengths of
 * the codes tell the protocols apart.
 */
export const DEFAULT_BAD_STATUS = '5..|429|[248]|1[2-5]|1006|101[1-5]';

/**
 * All but the client's own faults and those whose client left, length by length, since RE2 has no "all but": none or one
 * character, two, three, four, more. So a code that nobody knows is a valid request, and not a bad one.
 * Classes name what they hold, of printable ASCII: of a negated one Go's compiler walks through all of Unicode, which cost
 * Prometheus a tenth of a second for each query.
 */
export const DEFAULT_VALID_STATUS =
  '[ -/0248:-~]?|[ -02-~].|1[ -/2-57-~]|[ -35-~]..|429|[ -02-~]...|1[ -/1-~]..|10[ -/2-~].|100[ -014-6:-~]|101[ -/1-~]|.{5,}';

/** What a new deployment on Baseten has. Source: https://docs.baseten.co/deployment/autoscaling/overview */
export const DEFAULT_SCALING = {
  concurrencyTarget: 1,
  utilization: 0.7,
  minReplicas: 0,
  maxReplicas: 1,
  scaleDownDelay: '15m',
};
