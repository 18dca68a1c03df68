import { useCallback, useEffect, useState } from 'react';
import type { TimeRange } from '@grafana/data';
import type { ProvisionedDashboard } from './provisioned';
import type { DemoDataSource } from './standins/dataSources';
import { templateSrv } from './standins/install';
import { ALL, type DemoVariable } from './standins/templateSrv';

/**
 * The query variables of a dashboard. Their options are asked for one after the other, since a later one may be narrowed
 * by the values of an earlier one; all start at All.
 */
export function useVariables(datasource: DemoDataSource, dashboard: ProvisionedDashboard, range: TimeRange) {
  const [chosen, setChosen] = useState<Record<string, string[]>>({});
  const [variables, setVariables] = useState<DemoVariable[]>();
  // Tells panels that values have changed and not only been read again.
  const [version, setVersion] = useState(0);

  useEffect(() => {
    let late = false;
    const load = async () => {
      const found: DemoVariable[] = [];
      for (const variable of dashboard.templating.list.filter(({ type }) => type === 'query')) {
        templateSrv.setVariables(found);
        const options = (await datasource.metricFindQuery?.(variable.query, { range, scopedVars: {} })) ?? [];
        found.push({
          name: variable.name,
          label: variable.label ?? variable.name,
          multi: variable.multi,
          includeAll: variable.includeAll,
          query: variable.query,
          options: options.map(({ text, value }) => ({ text, value: String(value ?? text) })),
          values: chosen[variable.name] ?? [ALL],
        });
        if (late) {
          return;
        }
      }
      setVariables(found);
      setVersion((before) => before + 1);
    };
    load().catch((error: unknown) => console.error(error));
    return () => {
      late = true;
    };
  }, [datasource, dashboard, range, chosen]);

  const choose = useCallback((name: string, values: string[]) => {
    setChosen((before) => ({ ...before, [name]: values }));
  }, []);
  return { variables, choose, version };
}
