/** Large numbers that say at one glance whether something is wrong, and whose it is. */
import {
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  TableSortByFieldStateBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type * as table from '@grafana/grafana-foundation-sdk/table';
import type { QueryModel } from '../src/translator';
import {
  type Asked,
  COLORS,
  list,
  MODEL_OF_ROW,
  number,
  targets,
  thresholdSteps,
  type PanelText,
  type StatOptions,
} from './panels';
import { OURS } from '../src/rules/labels';

/** Words in place of a number: for one value, or for all from a number to below another. */
export interface Words {
  text: string;
  is?: number;
  from?: number;
  below?: number;
}

/** Grafana's ranges include both of their ends. */
const JUST_BELOW = 1e-9;

export function mappings(words: Words[]): dashboard.ValueMapping[] {
  return words.map(({ text, is, from, below }, index) =>
    is === undefined
      ? {
          type: dashboard.MappingType.RangeToText,
          options: { from: from ?? null, to: below === undefined ? null : below - JUST_BELOW, result: { text, index } },
        }
      : { type: dashboard.MappingType.ValueToText, options: { [String(is)]: { text, index } } }
  );
}

export const NONE: Words[] = [{ is: 0, text: 'none' }];

export interface TileOptions extends StatOptions {
  words?: Words[];
  unit?: string;
}

/** A number of the whole fleet. */
export function tile(
  text: PanelText,
  query: Asked,
  { words = NONE, unit, ...options }: TileOptions
): stat.PanelBuilder {
  return inUnit(number(text, query, options).mappings(mappings(words)), unit);
}

/** By an override: what comes with the data stands in front of a panel's own unit. */
function inUnit(panel: stat.PanelBuilder, unit: string | undefined): stat.PanelBuilder {
  return unit === undefined ? panel : panel.overrideByFieldType('number', [{ id: 'unit', value: unit }]);
}

/**
 * The model that is worst off, with its name. `queries` have one series a model; each model's own objective is in its query,
 * so that the numbers compare.
 */
export function worst(text: PanelText, queries: Asked[], options: TileOptions): stat.PanelBuilder {
  return ofModels(text, queries, options)
    .transformations([
      ...ROWS,
      { id: 'sortBy', options: { fields: {}, sort: [{ field: VALUE, desc: options.lowIsBad !== true }] } },
      { id: 'limit', options: { limitField: '1' } },
    ])
    .reduceOptions(new ReduceDataOptionsBuilder().values(true).limit(1).fields(ONLY_VALUE).calcs(['lastNotNull']))
    .textMode(BigValueTextMode.ValueAndName);
}

/** One frame of all queries' frames, since Grafana judges all by the first, which may be empty; then a row a model. */
const ROWS = [
  { id: 'concatenate', options: { frameNameMode: 'drop' } },
  { id: 'reduce', options: { reducers: ['lastNotNull'], mode: 'seriesToRows' } },
];
/** What Grafana calls the values of those rows. */
const VALUE = 'Last *';
const ONLY_VALUE = '/^Last \\*$/';

function ofModels(text: PanelText, queries: Asked[], { words = NONE, unit, ...options }: TileOptions) {
  const asked: Asked[] = queries.map((query) => ({
    ...query,
    queryType: 'instant',
    legendFormat: '{{model_name}}',
  }));
  const panel = number(text, { ...asked[0] }, options)
    .targets(targets(asked))
    .mappings(mappings(words));
  return inUnit(panel, unit);
}

/** The median over the models: a single busy model does not decide it, as it does a sum. */
export function median(text: PanelText, queries: Asked[], options: TileOptions): stat.PanelBuilder {
  return ofModels(text, queries, options)
    .transformations(ROWS)
    .reduceOptions(new ReduceDataOptionsBuilder().fields(ONLY_VALUE).calcs(['median']));
}

/** How many models reach a value. */
export function modelsFrom(least: number, text: PanelText, queries: Asked[], options: TileOptions): stat.PanelBuilder {
  const reaches = { fieldName: VALUE, config: { id: 'greaterOrEqual', options: { value: least } } };
  return ofModels(text, queries, options)
    .transformations([...ROWS, { id: 'filterByValue', options: { type: 'include', match: 'all', filters: [reaches] } }])
    .reduceOptions(new ReduceDataOptionsBuilder().fields(ONLY_VALUE).calcs(['count']));
}

/** A row a model, worst first, coloured where something is wrong. */
export function ranking(
  text: PanelText,
  queries: Asked[],
  column: string,
  { unit, span = 12, height = 8, decimals = 0, ...options }: TileOptions & { height?: number }
): table.PanelBuilder {
  return list(text, queries, column, { span, height, decimals })
    .targets(targets(queries.map((query) => ({ ...query, queryType: 'instant', legendFormat: '{{model_name}}' }))))
    .transformations([...ROWS])
    .sortBy([new TableSortByFieldStateBuilder().displayName(column).desc(options.lowIsBad !== true)])
    .overrideByName('Field', [
      { id: 'displayName', value: 'Model' },
      { id: 'links', value: [{ title: 'Open this model', url: MODEL_OF_ROW }] },
    ])
    .overrideByName(VALUE, [
      { id: 'displayName', value: column },
      { id: 'unit', value: unit },
      { id: 'decimals', value: decimals },
      ...marked(options),
    ]);
}

/**
 * A table's cell with a coloured background where something is wrong. Grafana writes on it in a colour that can be read there;
 * amber letters of a table's size can't be read on white.
 */
export function marked(limits: StatOptions): dashboard.DynamicConfigValue[] {
  const steps = thresholdSteps(limits).map((step) =>
    step.color === COLORS.calm ? { ...step, color: 'transparent' } : step
  );
  return [
    { id: 'color', value: { mode: 'thresholds' } },
    { id: 'thresholds', value: { mode: 'absolute', steps } },
    { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } },
  ];
}

/** How old the data is, and whether it moves: two numbers, since each may be bad alone. */
export function live(text: PanelText): stat.PanelBuilder {
  const age: QueryModel = { metric: 'data_age', queryType: 'instant', groupBy: [], legendFormat: 'newest sample' };
  const frozen: QueryModel = { metric: 'export_frozen', queryType: 'instant', groupBy: [], legendFormat: 'values' };
  const words = [
    { is: 0, text: 'moving' },
    { is: 1, text: 'FROZEN' },
  ];
  return number(text, age, { attention: 120, alarm: 300, decimals: 0, noValue: 'no sample' })
    .targets(targets([age, frozen]))
    .textMode(BigValueTextMode.ValueAndName)
    .overrideByQuery('B', [
      { id: 'mappings', value: mappings(words) },
      { id: 'thresholds', value: { mode: 'absolute', steps: thresholdSteps({ alarm: 1 }) } },
    ]);
}

/** Grafana's list of alerts that fire or are about to: those of the provisioned rules only, by the labels that these set. */
export function alerts(text: PanelText, { span, height }: { span: number; height: number }): dashboard.PanelBuilder {
  const labels = Object.entries(OURS).map(([name, value]) => `${name}="${value}"`);
  return new dashboard.PanelBuilder()
    .type('alertlist')
    .title(text.title)
    .description(text.description)
    .span(span)
    .height(height)
    .options({
      viewMode: 'list',
      groupMode: 'default',
      groupBy: [],
      maxItems: 20,
      // By importance.
      sortOrder: 3,
      dashboardAlerts: false,
      alertName: '',
      alertInstanceLabelFilter: `{${[...labels, 'severity=~"page|ticket"'].join(', ')}}`,
      datasource: '',
      showInstances: false,
      stateFilter: { firing: true, pending: true, recovering: true, error: true, noData: false, normal: false },
    });
}
