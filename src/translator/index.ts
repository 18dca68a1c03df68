/** The translator: queries in, PromQL and what is needed to show its result out. The same code runs in browser and backend. */
export {
  applicableLabels,
  catalog,
  exportedSeries,
  findEntry,
  isCatalogLabel,
  labelTitles,
  labelPrefixes,
  takesLabel,
} from './catalog';
export type { Entry, MeasureEntry, MetricGroup, SeriesEntry, SeriesType } from './catalog';
export { codeRow, codeRows, type CodeKind } from './catalog/codes';
export { printExpr, printSelector } from './promql/printer';
export { quoteLabel, quoteMeta, quoteString } from './promql/escape';
export { formatDuration, parseDuration } from './promql/duration';
export { QueryError } from './contract/errors';
export { anyVariable, parseMacro, wholeVariable } from './reading/variables';
export { calculationRows, findCalculation, type CalculationRow } from './catalog/calculations';
export { FILTER_OPERATORS } from './reading/filters';
export { isCode } from './reading/mode';
export { checkPattern } from './promql/re2';
export {
  fieldNames,
  fieldsOf,
  parameterFields,
  queryFields,
  withoutFields,
  type FieldKind,
  type FieldName,
  type ParameterField,
  type QueryModel,
} from './contract/fields';
export { isRecord, oneOf } from './reading/read';
export { withResolved, readEntry } from './resolve';
export { DEFAULT_BAD_STATUS, DEFAULT_QUANTILE, DEFAULT_SCALING, DEFAULT_VALID_STATUS } from './contract/defaults';
export type { Composition, ResolvedQuery } from './composition/types';
export { aggregationText, formatAmount, percentile } from './composition/text';
export { lookupSelectors, type SelectorRequest } from './lookup';
export { toSingleLine } from './promql/singleLine';
export { isTooDeep } from './promql/syntax/nesting';
export { NoPlaceError, parseExpr } from './promql/syntax/tree';
export { distance, nearest } from './reading/nearest';
export { fromPromQL } from './reverse';
export { textOf, translate, treeOf } from './translate';
export type * from './contract/query';
export type * from './contract/translation';
export type * from './contract/matcher';
export type { Expr } from './promql/ast';
