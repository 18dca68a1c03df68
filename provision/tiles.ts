/** Large numbers that say at one glance whether something is wrong, and whose it is. */
import { BigValueTextMode, ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type { QueryModel } from '../src/translator';
import { number, targets, thresholdSteps, type PanelText, type StatOptions } from './panels';
import { OURS } from './rules/labels';

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

interface TileOptions extends StatOptions {
  words?: Words[];
  unit?: string;
}

/** A number of the whole fleet. */
export function tile(text: PanelText, query: QueryModel, { words = NONE, ...options }: TileOptions): stat.PanelBuilder {
  return number(text, query, options).mappings(mappings(words));
}

/**
 * The model that is worst off, with its name. `queries` have one series a model; each model's own objective is in its query,
 * so that the numbers compare.
 */
export function worst(
  text: PanelText,
  queries: QueryModel[],
  { words = NONE, unit, ...options }: TileOptions
): stat.PanelBuilder {
  const panel = number(text, { ...queries[0], queryType: 'instant' }, { ...options, sparkline: false })
    .targets(targets(queries.map((query) => ({ ...query, queryType: 'instant', legendFormat: '{{model_name}}' }))))
    .mappings(mappings(words))
    .transformations([
      // One frame of all: Grafana takes what the first frame has for what all have, and that one may be empty.
      { id: 'concatenate', options: { frameNameMode: 'drop' } },
      { id: 'reduce', options: { reducers: ['lastNotNull'], mode: 'seriesToRows' } },
      { id: 'sortBy', options: { fields: {}, sort: [{ field: 'Last *', desc: options.lowIsBad !== true }] } },
      { id: 'limit', options: { limitField: '1' } },
    ])
    .reduceOptions(new ReduceDataOptionsBuilder().values(true).limit(1).fields('/^Last \\*$/').calcs(['lastNotNull']))
    .textMode(BigValueTextMode.ValueAndName);
  return unit === undefined ? panel : panel.unit(unit);
}

/** How old the data is, and whether it moves: two numbers, since each may be bad alone. */
export function live(text: PanelText): stat.PanelBuilder {
  const frozen: QueryModel = { metric: 'export_frozen', groupBy: [], legendFormat: 'values' };
  const words = [
    { is: 0, text: 'moving' },
    { is: 1, text: 'FROZEN' },
  ];
  return number(
    text,
    { metric: 'data_age', groupBy: [], legendFormat: 'newest sample' },
    { attention: 120, alarm: 300, decimals: 0, sparkline: false, noValue: 'no data for an hour' }
  )
    .targets(targets([{ metric: 'data_age', groupBy: [], legendFormat: 'newest sample' }, frozen]))
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
