/* oxlint-disable typescript/no-deprecated -- Grafana still fills and reads `error` beside `errors`. */
import { catchError, from, map, mergeMap, of, type Observable } from 'rxjs';
import {
  applyFieldOverrides,
  FieldColorModeId,
  fieldMatchers,
  LoadingState,
  rangeUtil,
  standardTransformers,
  standardTransformersRegistry,
  toDataFrame,
  transformDataFrame,
  type AdHocVariableFilter,
  type ConfigOverrideRule,
  type CoreApp,
  type DataFrame,
  type DataQueryError,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataTransformerConfig,
  type FieldConfig,
  type PanelData,
  type ScopedVars,
  type TimeRange,
} from '@grafana/data';
import { config, toDataQueryError } from '@grafana/runtime';
import type { DataQuery } from '@grafana/schema';
import type { DemoDataSource } from './standins/dataSources';
import { templateSrv } from './standins/install';

/** What a panel or Explore asks of its data source. */
export interface RunOptions {
  datasource: DemoDataSource;
  queries: DataQuery[];
  range: TimeRange;
  /** Width of the graph in pixels: as many points are asked for at most. */
  maxDataPoints: number;
  app: CoreApp;
  scopedVars?: ScopedVars;
  /** The dashboard's ad-hoc filters and group-by keys, as its variables of these kinds hold them. */
  filters?: AdHocVariableFilter[];
  groupByKeys?: string[];
  /** Field settings of a panel: they stand in front of those that came with the data, as in Grafana. */
  fieldDefaults?: FieldConfig;
  /** Those of some fields: colours of status codes, names of columns, words for numbers. */
  fieldOverrides?: ConfigOverrideRule[];
  /** The kind of panel that asks. */
  panelType?: string;
  /** What the panel makes of the answers before it draws them. */
  transformations?: DataTransformerConfig[];
}

// Those that the provisioned dashboards use.
const {
  concatenateTransformer,
  filterByValueTransformer,
  limitTransformer,
  mergeTransformer,
  reduceTransformer,
  sortByTransformer,
} = standardTransformers;
standardTransformersRegistry.setInit(() =>
  [
    concatenateTransformer,
    reduceTransformer,
    sortByTransformer,
    limitTransformer,
    filterByValueTransformer,
    mergeTransformer,
  ].map((transformation) => ({
    id: transformation.id,
    name: transformation.name,
    transformation: () => Promise.resolve(transformation),
    editor: () => null,
    imageDark: '',
    imageLight: '',
  }))
);

let requests = 0;

/**
 * Runs queries as Grafana's query runner does: works out the interval, adds it to the scoped variables, leaves hidden
 * queries out, and prepares the answer's fields for display. An error of one query stands beside the others' results.
 */
export function runQueries(options: RunOptions): Observable<PanelData> {
  const { datasource, range, maxDataPoints } = options;
  const interval = rangeUtil.calculateInterval(range, maxDataPoints, datasource.interval);
  const request: DataQueryRequest = {
    app: options.app,
    requestId: `demo-${options.app}-${++requests}`,
    interval: interval.interval,
    intervalMs: interval.intervalMs,
    maxDataPoints,
    range,
    rangeRaw: range.raw,
    panelPluginId: options.panelType,
    filters: options.filters,
    groupByKeys: options.groupByKeys,
    scopedVars: {
      ...options.scopedVars,
      __interval: { text: interval.interval, value: interval.interval },
      __interval_ms: { text: String(interval.intervalMs), value: interval.intervalMs },
    },
    startTime: Date.now(),
    targets: options.queries.filter(
      (query) => !query.hide && (datasource.filterQuery ? datasource.filterQuery(query) : true)
    ),
    timezone: 'browser',
  };
  const empty: PanelData = { state: LoadingState.Done, series: [], timeRange: range, request };
  if (request.targets.length === 0) {
    return of(empty);
  }
  return from(datasource.query(request)).pipe(
    mergeMap((response) =>
      transformDataFrame(
        options.transformations ?? [],
        response.data.map((frame) => toDataFrame(frame))
      ).pipe(
        map((frames) =>
          toPanelData({ ...response, data: frames }, empty, options.fieldDefaults, options.fieldOverrides)
        )
      )
    ),
    catchError((error: unknown) => {
      const known = toDataQueryError(error instanceof Error || typeof error === 'string' ? error : Object(error));
      return of({ ...empty, state: LoadingState.Error, error: known, errors: [known] });
    })
  );
}

function toPanelData(
  response: DataQueryResponse,
  empty: PanelData,
  defaults?: FieldConfig,
  overrides?: ConfigOverrideRule[]
): PanelData {
  const errors: DataQueryError[] = response.errors ?? (response.error ? [response.error] : []);
  return {
    ...empty,
    state: errors.length > 0 ? LoadingState.Error : (response.state ?? LoadingState.Done),
    series: prepareForDisplay(
      response.data.map((frame) => toDataFrame(frame)),
      defaults,
      overrides
    ),
    error: errors[0],
    errors,
  };
}

/** Gives each field its formatter (unit, decimals), colour and name, as a panel without any setting of its own does. */
export function prepareForDisplay(
  frames: DataFrame[],
  defaults: FieldConfig = {},
  overrides: ConfigOverrideRule[] = []
): DataFrame[] {
  const matching = overrides.map((rule) => ({
    rule,
    matches: fieldMatchers.get(rule.matcher.id).get(rule.matcher.options),
  }));
  const configured = frames.map((frame) => withConfig(frame, defaults));
  return applyFieldOverrides({
    data: configured.map((frame) => ({
      ...frame,
      fields: frame.fields.map((field) => ({
        ...field,
        config: matching
          .filter(({ matches }) => matches(field, frame, configured))
          .reduce((config, { rule }) => overridden(config, rule), field.config),
      })),
    })),
    fieldConfig: { defaults: {}, overrides: [] },
    replaceVariables: (text, scopedVars) => templateSrv.replace(text, scopedVars),
    theme: config.theme2,
    timeZone: 'browser',
  });
}

/** What the provisioned dashboards override; widths and cells are the table's own, which the demo draws plainly. */
const OVERRIDABLE = ['color', 'decimals', 'displayName', 'links', 'mappings', 'thresholds', 'unit'];

const overridden = (config: FieldConfig, { properties }: ConfigOverrideRule): FieldConfig => ({
  ...config,
  ...Object.fromEntries(properties.filter(({ id }) => OVERRIDABLE.includes(id)).map(({ id, value }) => [id, value])),
});

function withConfig(
  frame: DataFrame,
  { unit, decimals, min, max, noValue, thresholds, color, mappings }: FieldConfig
): DataFrame {
  const given = Object.entries({ unit, decimals, min, max, noValue, thresholds, color, mappings });
  const set = Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null));
  return {
    ...frame,
    fields: frame.fields.map((field) => ({
      ...field,
      config: {
        ...{ color: { mode: FieldColorModeId.PaletteClassic }, ...field.config, ...set },
        // Grafana gives the panel's scheme to fields without a colour of their own only.
        ...(field.config.color === undefined ? {} : { color: field.config.color }),
      },
    })),
  };
}

/** The part of a panel's data that belongs to one query; what a query editor gets to see. */
export function dataOfQuery(data: PanelData | undefined, refId: string): PanelData | undefined {
  if (!data) {
    return undefined;
  }
  const errors = data.errors?.filter((error) => error.refId === refId || error.refId === undefined);
  const error = errors?.[0];
  return {
    ...data,
    series: data.series.filter((frame) => frame.refId === refId),
    errors,
    error,
    state: data.state === LoadingState.Error && !error ? LoadingState.Done : data.state,
  };
}
