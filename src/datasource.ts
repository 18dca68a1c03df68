import {
  type AbstractQuery,
  type AdHocVariableFilter,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceGetDrilldownsApplicabilityOptions,
  type DataSourceGetRecommendedDrilldownsOptions,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type DataSourceApi,
  dateTime,
  hasQueryExportSupport,
  isDataFrame,
  type LegacyMetricFindQueryOptions,
  LoadingState,
  type MetricFindValue,
  type QueryFilterOptions,
  type QueryFixAction,
  type ScopedVars,
  type ToggleFilterAction,
} from '@grafana/data';
import { config, DataSourceWithBackend, getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { type DataQuery } from '@grafana/schema';
import { concatMap, from, lastValueFrom, type Observable } from 'rxjs';
import { annotationSupport } from './annotations/support';
import { drawable } from './answers';
import { ModelNamesKept } from './colors/models';
import { filtered, needed } from './exchange/announced';
import { addFilter, cellOf, hasFilter, toggleFilter } from './exchange/cellFilters';
import { displayText } from './exchange/displayText';
import { resultOf } from './health';
import { fromAdHoc } from './interpolate/filters';
import { interpolateFilters, interpolateQuery, NONE, pinnedIn, Variables } from './interpolate';
import { learn, whatIsKnown } from './known';
import { Lookups } from './lookups';
import { part } from './parts';
import { bounds, errorOf, inSeconds, instantRequest, scrapeIntervalOf, timeZoneOf } from './requests';
import { type Filter, isCode, type TranslateContext } from './translator';
import { countOf } from './settingValues';
import { type BasetenOptions, type BasetenQuery, DEFAULT_LOOKUP_LIMIT } from './types';
import { interpolatePattern } from './variables/pattern';
import { VariableSupport } from './variables/support';

/** A builder query as it is saved and handed on: its PromQL is made anew wherever it is run. */
function withoutExpr(query: BasetenQuery): BasetenQuery {
  const { expr, ...rest } = query;
  // Without a metric the backend says what is missing.
  return isCode(query) || !query.metric ? query : rest;
}

/** Variables that are no value of a label. */
const FILTERING_VARIABLES = new Set(['adhoc', 'groupby', 'datasource']);
/** No choice of a person: the metric's name, and the bounds of its buckets. */
const HIDDEN_LABELS = new Set(['__name__', 'le']);

/** Data sources whose `expr` is PromQL: Grafana's, those of clouds, VictoriaMetrics. */
const KNOWS_PROMQL = /prometheus|victoriametrics/i;

/**
 * Prepares queries in the browser: variables filled in, the PromQL beside them for those who look. What is run is decided
 * by the backend, which translates again with the same code.
 */
export class DataSource extends DataSourceWithBackend<BasetenQuery, BasetenOptions> {
  override readonly variables: VariableSupport;
  readonly lookups: Lookups;
  readonly lookupLimit: number;
  readonly context: TranslateContext;
  private readonly models: ModelNamesKept;

  constructor(
    settings: DataSourceInstanceSettings<BasetenOptions>,
    private readonly templateSrv: TemplateSrv = getTemplateSrv()
  ) {
    super(settings);
    const scrapeIntervalMs = scrapeIntervalOf(settings.jsonData?.scrapeInterval);
    this.interval = inSeconds(scrapeIntervalMs);
    this.context = { scrapeIntervalMs };
    this.lookupLimit = countOf(settings.jsonData?.lookupLimit) ?? DEFAULT_LOOKUP_LIMIT;
    this.variables = new VariableSupport(this);
    this.annotations = annotationSupport(scrapeIntervalMs);
    this.lookups = new Lookups({
      // What fails is said where it was asked for; Grafana would put a message over the page for each key that is typed.
      get: (path, params) => this.getResource<unknown>(path, params, { showErrorAlert: false }),
      post: (path, body) => this.postResource(path, body, { showErrorAlert: false }),
    });
    void learn();
    this.models = new ModelNamesKept(async (begin, end) => {
      if (config.publicDashboardAccessToken) {
        // Whoever has a public link may ask for its panels and for nothing else: Grafana would answer 401.
        return [];
      }
      const scope = { label: 'model_name', from: begin, to: end, limit: this.lookupLimit };
      return (await this.lookups.labelValues(scope)).values;
    });
  }

  /**
   * Group-by keys of the dashboard come with the request and replace the grouping of builder queries, as they say how
   * the person wants to see it now.
   */
  override query(request: DataQueryRequest<BasetenQuery>): Observable<DataQueryResponse> {
    const keys = request.groupByKeys ?? [];
    if (keys.length === 0 && whatIsKnown()) {
      return this.send(request, request.targets);
    }
    const grouped = async () => {
      await learn();
      if (keys.length === 0) {
        return request.targets;
      }
      const { groupedBy } = await part(() => import('./variables/groupedBy'));
      return request.targets.map((query) => groupedBy(query, keys));
    };
    return from(grouped()).pipe(concatMap((queries) => this.send(request, queries)));
  }

  private send(request: DataQueryRequest<BasetenQuery>, queries: BasetenQuery[]): Observable<DataQueryResponse> {
    const timezone = timeZoneOf(request.timezone);
    const targets = queries.map((query) => ({
      ...query,
      timezone,
      numbersAs: 'rows' as const,
    }));
    return drawable(super.query({ ...request, targets }), request, this.models);
  }

  /** Values of a query variable; `query` may be the text of a Prometheus data source. */
  override async metricFindQuery(
    query: unknown,
    options: LegacyMetricFindQueryOptions = {}
  ): Promise<MetricFindValue[]> {
    const [{ findValues }] = await Promise.all([part(() => import('./variables/find')), learn()]);
    const { range, scopedVars = {} } = options;
    const source = {
      lookups: this.lookups,
      lookupLimit: this.lookupLimit,
      interpolateFilters: (filters: Filter[]) => this.interpolateFilters(filters, scopedVars),
      interpolatePattern: (text: string) => interpolatePattern(text, new Variables(this.templateSrv, scopedVars)),
      instant: async (expr: string) => {
        const answer = await lastValueFrom(this.query(instantRequest(expr, bounds(range), scopedVars)));
        // A request that fails as a whole has no query whose error it would be.
        if (answer.state === LoadingState.Error) {
          throw new Error(errorOf(answer));
        }
        const frames: unknown[] = answer.data;
        return frames.filter(isDataFrame);
      },
    };
    return findValues(source, query, bounds(range), scopedVars);
  }

  /** Labels for ad-hoc filters, those that series have which the other filters leave. */
  override async getTagKeys(options?: DataSourceGetTagKeysOptions<BasetenQuery>): Promise<MetricFindValue[]> {
    const labels = await this.lookups.labels(this.tagScope(options));
    const found = labels.filter((label) => !HIDDEN_LABELS.has(label)).map((label) => ({ text: label, value: label }));
    try {
      return (await import('./variables/find')).listed(found, this.lookupLimit);
    } catch {
      return found;
    }
  }

  /** Labels that a dashboard can be grouped by. */
  override getGroupByKeys(options?: DataSourceGetTagKeysOptions<BasetenQuery>): Promise<MetricFindValue[]> {
    return this.getTagKeys(options);
  }

  /** Which ad-hoc filters and group-by keys reach a query; Grafana greys out the others. */
  override async getDrilldownsApplicability(options?: DataSourceGetDrilldownsApplicabilityOptions<BasetenQuery>) {
    try {
      return (await import('./drilldowns')).applicability(options ?? {});
    } catch {
      // What isn't said to be out of reach counts as within it.
      return [];
    }
  }

  /** What a dashboard can be grouped by. */
  override async getRecommendedDrilldowns(options?: DataSourceGetRecommendedDrilldownsOptions<BasetenQuery>) {
    const { recommended } = await part(() => import('./drilldowns'));
    return recommended(options ?? {});
  }

  /** Values for an ad-hoc filter, narrowed by the others. */
  override async getTagValues(options: DataSourceGetTagValuesOptions<BasetenQuery>): Promise<MetricFindValue[]> {
    const others = options.filters?.filter(({ key }) => key !== options.key) ?? [];
    const { filters, from, to } = this.tagScope({ ...options, filters: others });
    const found = await this.metricFindQuery(
      { label: options.key, filters },
      { range: { from: dateTime(from), to: dateTime(to), raw: { from: dateTime(from), to: dateTime(to) } } }
    );
    // Grafana takes a filter with an empty value for an unfinished one.
    return found.map((option) => (option.value === '' ? { ...option, value: NONE } : option));
  }

  private tagScope(options?: DataSourceGetTagKeysOptions<BasetenQuery>) {
    return { filters: this.interpolateFilters(fromAdHoc(options?.filters ?? [])), ...bounds(options?.timeRange) };
  }

  /** No metric: a new panel asks for nothing until somebody picks one. */
  override getDefaultQuery(): Partial<BasetenQuery> {
    return { editorMode: 'builder', version: 1 };
  }

  override filterQuery(query: BasetenQuery): boolean {
    const { expr }: { expr?: unknown } = query;
    // What is no text goes on, so that the backend says so.
    const asksCode = typeof expr === 'string' ? expr.trim() !== '' : Boolean(expr);
    return !query.hide && (asksCode || (!isCode(query) && Boolean(query.metric)));
  }

  /** "Filter for value" and "Filter out value" in Explore; clicked once more, the filter goes. */
  toggleQueryFilter(query: BasetenQuery, { type, options }: ToggleFilterAction): BasetenQuery {
    const operator = type === 'FILTER_OUT' ? '!=' : '=';
    return filtered(query, cellOf(options), (cell) => toggleFilter(query, cell, operator));
  }

  /** Whether the query asks for this value, so that Explore shows its filter as set. */
  queryHasFilter(query: BasetenQuery, filter: QueryFilterOptions): boolean {
    return hasFilter(query, cellOf(filter));
  }

  /** As {@link toggleQueryFilter}, where Grafana only ever adds. Other actions change nothing. */
  override modifyQuery(query: BasetenQuery, { type, options }: QueryFixAction): BasetenQuery {
    if (type !== 'ADD_FILTER' && type !== 'ADD_FILTER_OUT') {
      return query;
    }
    const operator = type === 'ADD_FILTER_OUT' ? '!=' : '=';
    return filtered(query, cellOf(options), (cell) => addFilter(query, cell, operator));
  }

  /** What {@link modifyQuery} can do. */
  getSupportedQueryModifications(): string[] {
    return ['ADD_FILTER', 'ADD_FILTER_OUT'];
  }

  /** For panels and Explore. Never throws: what can't be translated goes on as it is and comes back as its own error. */
  override applyTemplateVariables(
    query: BasetenQuery,
    scopedVars: ScopedVars = {},
    filters: AdHocVariableFilter[] = []
  ): BasetenQuery {
    const filled = this.interpolate(query, scopedVars, filters);
    if (isCode(filled)) {
      return filled;
    }
    try {
      const expr = whatIsKnown()?.translate(filled, this.context).expr;
      return expr === undefined ? filled : { ...filled, expr };
    } catch {
      return filled;
    }
  }

  /** For links to Explore, new alert rules and expressions: builder queries stay builder queries. */
  override interpolateVariablesInQueries(
    queries: BasetenQuery[],
    scopedVars: ScopedVars = {},
    filters: AdHocVariableFilter[] = []
  ): BasetenQuery[] {
    return queries.map((query) => ({
      ...this.interpolate(query, scopedVars, filters),
      datasource: this.getRef(),
    }));
  }

  /** Save & test. */
  override async testDatasource() {
    return resultOf(await this.callHealthCheck());
  }

  /**
   * Queries of the data source that a panel had before: PromQL is kept, in the builder where that has a place for it. There is
   * no `importFromAbstractQueries`: Grafana would call it in place of this, with the selectors alone.
   */
  override async importQueries(queries: DataQuery[], origin?: Pick<DataSourceApi, 'type'>): Promise<BasetenQuery[]> {
    if (origin && !KNOWS_PROMQL.test(origin.type) && hasQueryExportSupport(origin)) {
      const { fromSelectors } = await needed(() => import('./exchange/fromSelectors'));
      return fromSelectors(await origin.exportToAbstractQueries(queries));
    }
    const { importQueries } = await needed(() => import('./exchange/importQueries'));
    return importQueries(
      queries.map((query) => ({ ...query })),
      this.type,
      this.context
    );
  }

  /** The other way, the selectors go along. */
  async exportToAbstractQueries(queries: BasetenQuery[]): Promise<AbstractQuery[]> {
    const { exportQueries } = await needed(() => import('./exchange/exportQueries'));
    return exportQueries(queries, this.context);
  }

  /** Filters as a look-up needs them: literal. */
  interpolateFilters(filters: Filter[], scopedVars: ScopedVars = {}): Filter[] {
    return interpolateFilters(filters, new Variables(this.templateSrv, scopedVars));
  }

  /** The query with its variables filled in, for showing what it asks. */
  preview(query: BasetenQuery): BasetenQuery {
    return this.interpolate(query, {}, []);
  }

  /** Variables of the query whose All stays the values of now wherever the query is handed on. */
  pinnedVariables(query: BasetenQuery): string[] {
    return pinnedIn(query, this.templateSrv);
  }

  /** Dashboard variables as they are written in a query, for offering them among values. */
  variableNames(): string[] {
    return this.templateSrv
      .getVariables()
      .filter(({ type }) => !FILTERING_VARIABLES.has(type))
      .map((variable) => '$' + variable.name);
  }

  /** One line for a collapsed query row and for Explore's history. */
  override getQueryDisplayText(query: BasetenQuery): string {
    if (isCode(query)) {
      return String(query.expr ?? '');
    }
    const name = query.metric ?? '';
    try {
      return displayText(query, whatIsKnown()?.translate(withoutExpr(query)).title ?? name);
    } catch {
      return displayText(query, name);
    }
  }

  private interpolate(query: BasetenQuery, scopedVars: ScopedVars, filters: AdHocVariableFilter[]): BasetenQuery {
    const saved = withoutExpr(query);
    try {
      return interpolateQuery(saved, this.templateSrv, scopedVars, filters);
    } catch {
      // A query written by hand may hold anything; the backend says what is wrong with it.
      return saved;
    }
  }
}
