/** The translator: queries in, PromQL and what is needed to show its result out. The same code runs in browser and backend. */
export { applicableLabels, catalog, exportedSeries, findEntry, isCatalogLabel, labelTitles } from '../catalog';
export type { Entry, MeasureEntry, MeasureParameter, MetricGroup, SeriesEntry, SeriesType } from '../catalog';
export { printExpr, printSelector } from './printer';
export { quoteLabel, quoteMeta, quoteString } from './escape';
export { formatDuration, parseDuration } from './duration';
export { QueryError } from './errors';
export { anyVariable, parseMacro, wholeVariable } from './variables';
export { calculationRows, findCalculation, type CalculationRow } from './calculations';
export { withResolved, readEntry } from './resolve';
export { DEFAULT_BAD_STATUS, DEFAULT_QUANTILE, DEFAULT_VALID_STATUS } from './defaults';
export type { Recipe, ResolvedQuery } from './recipe';
export { aggregationWord, formatAmount, percentile } from './words';
export { lookupSelectors, type LookupRequest } from './lookup';
export { toSingleLine } from './singleLine';
export { translate } from './translate';
export type * from './query';
export type * from './translation';
export type { Expr, Matcher } from './ast';
