/** What the dashboards' panels have in common: one look, one way to ask, one way to get from a line to its model. */
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphGradientMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableCellHeight,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardLinkBuilder,
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { Filter, QueryModel } from '../src/translator';
import type { PinnedPanel } from '../src/rules/pinned';
import { PLUGIN_ID } from '../src/rules/plugin';

export { PLUGIN_ID } from '../src/rules/plugin';
/** Every panel, variable and annotation refers to the dashboard's data source variable. */
export const DATASOURCE = { type: PLUGIN_ID, uid: '${ds}' };

/** Colours that differ in lightness too, so that no meaning hangs on red against green. */
export const COLORS = { calm: 'text', attention: '#F2B134', alarm: '#D63A5E' } as const;

/**
 * Colours of names that mean the same in every panel, by a pattern of the legend's text. All others take theirs from
 * their name, so that a model keeps its colour.
 */
const NAMED: Array<[pattern: string, color: string]> = [
  ['/^2\\d\\d$/', '#5794F2'],
  ['/^4\\d\\d$/', '#B9A4E8'],
  ['/^(429|5\\d\\d)$/', COLORS.alarm],
  ['/^(p50|stable|active|ready|in|proposed|measured)$/', '#5794F2'],
  ['/^(p95|promoting|out|accepted)$/', '#B877D9'],
  ['/^(p99|starting|not ready)$/', COLORS.attention],
  ['/^(\\(none\\)|unknown|by Little’s law)$/', '#8E8E99'],
];

/** Lines of what is not there yet, or would be: dashed, since they have the colour of their model. */
const DASHED = '/( promoting|, wanted)$/';

/** A filter on a dashboard variable; All means no filter. */
export function by(label: string, variable: string): Filter {
  return { label, operator: '=', values: [`$${variable}`] };
}

/** The filters of dashboards about the fleet. */
export const FLEET = [by('environment', 'environment'), by('model_name', 'model')];
/** The filters of dashboards about one model. */
export const DEPTH = [...FLEET, by('deployment_id', 'deployment')];

/** Settings of the autoscaler, each of which may be a dashboard variable. */
type Setting = 'concurrencyTarget' | 'utilization' | 'minReplicas' | 'maxReplicas';
/** A query of a panel. */
export type Asked = Omit<QueryModel, Setting> & Partial<Record<Setting, number | string>>;

/** A builder query as a target of the SDK. */
export function target(refId: string, query: Asked): Builder<Dataquery> {
  return { build: () => ({ refId, datasource: DATASOURCE, ...query, _implementsDataqueryVariant: () => undefined }) };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** As Grafana names queries: A to Z, then AA and so on. */
export function refId(index: number): string {
  const rest = Math.floor(index / LETTERS.length);
  return (rest > 0 ? refId(rest - 1) : '') + LETTERS.charAt(index % LETTERS.length);
}

export function targets(queries: Asked[]): Builder<Dataquery>[] {
  return queries.map((query, index) => target(refId(index), query));
}

/** From a table's cell to its model's own dashboard, with the time and the other variables kept. */
export const MODEL_OF_ROW =
  '/d/baseten-model?${ds:queryparam}&${environment:queryparam}&var-model=${__value.text:percentencode}&${__url_time_range}';

/** From a line to its model's own dashboard, with the time and the other variables kept. */
export function modelLink(): DashboardLinkBuilder {
  const model = 'var-model=${__field.labels.model_name:percentencode}';
  return new DashboardLinkBuilder('Open ${__field.labels.model_name}').url(
    `/d/baseten-model?\${ds:queryparam}&\${environment:queryparam}&${model}&\${__url_time_range}`
  );
}

export interface PanelText {
  title: string;
  /** How it is computed, and what normal is. */
  description: string;
  /** The id by which alerts link to it. */
  pinned?: PinnedPanel;
}

export interface SeriesOptions {
  /** Panels of one unit have the same decimal places. */
  decimals?: number;
  stacked?: boolean;
  /** The least that the y axis spans above zero, for counts that are mostly none. */
  softMax?: number;
  /** A logarithmic y axis, where one slow series would press all others onto the floor. */
  log?: boolean;
  /** Lines without an area, where many of them cross. */
  thin?: boolean;
  /** The legend beside the lines, for long lists. */
  legendRight?: boolean;
  /** Lines are models: link them to the model's own dashboard. */
  linked?: boolean;
  /** Values at which a dashed line says that somebody is called. */
  limits?: number[];
  span?: number;
  height?: number;
}

/** Lines over time. The y axis starts at zero where it isn't logarithmic; the same name has the same colour in every panel. */
export function lines(text: PanelText, queries: Asked[], options: SeriesOptions = {}): timeseries.PanelBuilder {
  const panel = new timeseries.PanelBuilder()
    .title(text.title)
    .description(text.description)
    .datasource(DATASOURCE)
    .targets(targets(queries))
    .span(options.span ?? 12)
    .height(options.height ?? 8)
    .lineWidth(lineWidth(options))
    .fillOpacity(fillOpacity(options))
    .gradientMode(GraphGradientMode.None)
    .showPoints(VisibilityMode.Never)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(options.legendRight === true ? LegendPlacement.Right : LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([])
    );
  if (text.pinned) {
    panel.id(text.pinned.id);
  }
  for (const [pattern, color] of NAMED) {
    panel.overrideByRegexp(pattern, [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }]);
  }
  panel.overrideByRegexp(DASHED, [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } }]);
  if (options.log === true) {
    panel.scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(10));
  } else {
    panel.min(0).axisSoftMin(0);
  }
  // Whole numbers up to 2 would be ticked in halves, and rounded to the same number twice.
  const softMax = options.softMax ?? (options.decimals === 0 && options.log !== true ? 4 : undefined);
  if (softMax !== undefined) {
    panel.axisSoftMax(softMax);
  }
  if (options.limits !== undefined) {
    const [attention, alarm] = options.limits;
    panel
      .thresholds(new ThresholdsConfigBuilder().steps(thresholdSteps({ attention, alarm })))
      .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  }
  if (options.stacked === true) {
    panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  }
  if (options.decimals !== undefined) {
    panel.decimals(options.decimals);
  }
  if (options.linked !== false) {
    panel.dataLinks([modelLink()]);
  }
  return panel;
}

/** In a stack the area is the quantity: a line around nothing would be drawn on top of the others. */
function lineWidth({ stacked, thin, log }: SeriesOptions): number {
  return stacked === true ? 0 : thin === true || log === true ? 1 : 2;
}

function fillOpacity({ stacked, thin, log }: SeriesOptions): number {
  return stacked === true ? 75 : thin === true || log === true ? 0 : 6;
}

/**
 * What there is none of where there is no number. "Or no answer" is put behind it: Grafana shows it where the query failed too, and
 * nobody knows of traffic while the server is down.
 */
export type NoValue = 'none' | `no ${string}`;

export interface StatOptions {
  /** Values from which the number is coloured: attention, then alarm. Below, and without them, it stays calm. */
  attention?: number;
  alarm?: number;
  /** True where a low value is the bad one. */
  lowIsBad?: boolean;
  decimals?: number;
  span?: number;
  /** What is not there where there is no number. */
  noValue?: NoValue;
}

/**
 * What a number asks for where a line stands behind it, whatever the dashboard's range. In a range of a week a step is an
 * hour: the last value would be up to an hour old, and that of an hour. Grafana does so for relative ranges alone.
 */
const BEHIND = { timeFrom: '1h', words: 'Now; behind it the last hour.' } as const;

/**
 * One large number, with its course behind it where it is asked for as a range; coloured only when it needs action. It is
 * the value at the end of the range, or `noValue`: the last one that there was may be hours old, such as the replicas of a
 * model that sleeps.
 */
export function number(text: PanelText, query: Asked, options: StatOptions = {}): stat.PanelBuilder {
  const instant = query.queryType === 'instant';
  const panel = new stat.PanelBuilder()
    .title(text.title)
    .description(instant ? text.description : `${text.description} ${BEHIND.words}`)
    .datasource(DATASOURCE)
    .targets(targets([query]))
    .span(options.span ?? 4)
    .height(5)
    .graphMode(instant ? BigValueGraphMode.None : BigValueGraphMode.Area)
    .colorMode(BigValueColorMode.Value)
    // Side by side, the words of a wide tile get as small as the longest name of a model makes them.
    .wideLayout(false)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['last']).fields('').values(false))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(thresholdSteps(options)))
    .noValue(options.noValue === undefined ? 'no data' : `${options.noValue}, or no answer`);
  if (!instant) {
    panel.timeFrom(BEHIND.timeFrom).hideTimeOverride(true);
  }
  if (text.pinned) {
    panel.id(text.pinned.id);
  }
  return options.decimals === undefined ? panel : panel.decimals(options.decimals);
}

export function thresholdSteps({ attention, alarm, lowIsBad }: StatOptions) {
  const bands =
    lowIsBad === true ? [COLORS.alarm, COLORS.attention, COLORS.calm] : [COLORS.calm, COLORS.attention, COLORS.alarm];
  const limits = lowIsBad === true ? [alarm, attention] : [attention, alarm];
  const steps: Array<{ value: number | null; color: string }> = [{ value: null, color: bands[0] ?? COLORS.calm }];
  limits.forEach((value, index) => {
    if (value !== undefined) {
      steps.push({ value, color: bands[index + 1] ?? COLORS.alarm });
    }
  });
  if (lowIsBad === true && alarm === undefined) {
    steps[0] = { value: null, color: attention === undefined ? COLORS.calm : COLORS.attention };
  }
  return steps;
}

/** Grafana makes rows as high as what was measured takes; the sentence that a mapping makes of it may take two lines. */
export const TWO_LINES = TableCellHeight.Lg;

/** One row a series, now; the largest value first. `column` is the header of the values. */
export function list(
  text: PanelText,
  queries: Asked[],
  column: string,
  options: { span?: number; height?: number; decimals?: number } = {}
): table.PanelBuilder {
  const panel = new table.PanelBuilder()
    .title(text.title)
    .description(text.description)
    .datasource(DATASOURCE)
    .targets(targets(queries.map((query) => ({ ...query, queryType: 'instant', format: 'table' }))))
    .span(options.span ?? 12)
    .height(options.height ?? 8)
    // Where the query failed, the data source puts the error into the table.
    .noValue('none seen')
    // A label that a series hasn't: "(none)" chooses it in the variables.
    .overrideByFieldType('string', [{ id: 'noValue', value: '(none)' }])
    .sortBy([new TableSortByFieldStateBuilder().displayName(column).desc(true)])
    .overrideByName('Time', [{ id: 'custom.hidden', value: true }])
    .overrideByName('model_name', [
      { id: 'displayName', value: 'Model' },
      { id: 'links', value: [{ title: 'Open this model', url: MODEL_OF_ROW }] },
    ])
    .overrideByName('environment', [{ id: 'displayName', value: 'Environment' }])
    .overrideByFieldType('number', [
      { id: 'displayName', value: column },
      { id: 'decimals', value: options.decimals ?? 2 },
    ]);
  return panel;
}

/** The distribution of a histogram over time; `unit` is that of its buckets. */
export function distribution(
  text: PanelText,
  query: QueryModel,
  unit: string,
  options: { span?: number } = {}
): heatmap.PanelBuilder {
  return new heatmap.PanelBuilder()
    .title(text.title)
    .description(text.description)
    .datasource(DATASOURCE)
    .targets(targets([{ ...query, calculation: 'heatmap' }]))
    .span(options.span ?? 12)
    .height(8)
    .calculate(false)
    .cellGap(1)
    .yAxis(new heatmap.YAxisConfigBuilder().unit(unit))
    .color(new heatmap.HeatmapColorOptionsBuilder().mode(heatmap.HeatmapColorMode.Scheme).scheme('Blues').steps(32))
    .hideLegend();
}
