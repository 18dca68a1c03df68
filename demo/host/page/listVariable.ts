import { lastValueFrom } from 'rxjs';
import { CoreApp, CustomVariableSupport, type MetricFindValue, type TimeRange } from '@grafana/data';
import type { DemoDataSource } from './standins/dataSources';

/** The data source's support for query variables with an editor of its own; undefined where it has none. */
export function variableSupport(datasource: DemoDataSource): CustomVariableSupport<DemoDataSource> | undefined {
  return datasource.variables instanceof CustomVariableSupport ? datasource.variables : undefined;
}

let requests = 0;

/**
 * Asks for the values of a query variable as Grafana does.
 * @throws what the data source answers
 */
export async function listVariable(
  datasource: DemoDataSource,
  query: unknown,
  range: TimeRange
): Promise<MetricFindValue[]> {
  const support = variableSupport(datasource);
  if (!support) {
    throw new Error('The plugin has no variable editor of its own.');
  }
  const answer = await lastValueFrom(
    support.query({
      app: CoreApp.Dashboard,
      requestId: `demo-variable-${++requests}`,
      interval: '',
      intervalMs: 0,
      range,
      scopedVars: {},
      startTime: Date.now(),
      targets: [query],
      timezone: 'browser',
    })
  );
  const found: unknown[] = answer.data;
  return found.filter(isFindValue);
}

/** Tells whether an item of an answer is a value of a variable. */
export function isFindValue(value: unknown): value is MetricFindValue {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';
}
