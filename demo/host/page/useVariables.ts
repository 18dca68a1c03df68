import { useCallback, useEffect, useState } from 'react';
import type { TimeRange } from '@grafana/data';
import { listVariable } from './listVariable';
import type { ProvisionedVariable } from './provisioned';
import type { DemoDataSource } from './standins/dataSources';
import { templateSrv } from './standins/install';
import { ALL, type DemoVariable } from './standins/templateSrv';

const initial = ({ current }: ProvisionedVariable): string[] => [current?.value ?? []].flat();

function fixedVariable(variable: ProvisionedVariable): DemoVariable {
  const values = initial(variable);
  return {
    name: variable.name,
    label: variable.label ?? variable.name,
    multi: false,
    includeAll: false,
    query: variable.query,
    options: values.map((value) => ({ text: value, value })),
    values,
  };
}

/**
 * The query variables of a dashboard. Their options are asked for one after the other, since a later one may be narrowed
 * by the values of an earlier one; each starts at what the dashboard says, or at All.
 * @param definitions the same list as long as nothing in it changes
 */
export function useVariables(datasource: DemoDataSource, definitions: ProvisionedVariable[], range: TimeRange) {
  const [chosen, setChosen] = useState<Record<string, string[]>>({});
  const [variables, setVariables] = useState<DemoVariable[]>();
  const [failures, setFailures] = useState<Record<string, string>>({});
  // Tells panels that values have changed and not only been read again.
  const [version, setVersion] = useState(0);

  useEffect(() => {
    let late = false;
    const load = async () => {
      const found: DemoVariable[] = [];
      const failed: Record<string, string> = {};
      // Those of a fixed list keep what the dashboard says: only Grafana has pickers for them.
      const fixed = definitions.filter(({ type }) => type === 'custom').map(fixedVariable);
      for (const variable of definitions.filter(({ type }) => type === 'query')) {
        templateSrv.setVariables([...fixed, ...found]);
        const options = await listVariable(datasource, variable.query, range).catch((error: unknown) => {
          failed[variable.name] = error instanceof Error ? error.message : JSON.stringify(error);
          return [];
        });
        if (late) {
          return;
        }
        const offered = options.map(({ text, value }) => ({ text, value: String(value ?? text) }));
        const kept = (chosen[variable.name] ?? initial(variable)).filter((value) =>
          offered.some((option) => option.value === value)
        );
        found.push({
          name: variable.name,
          label: variable.label ?? variable.name,
          multi: variable.multi,
          includeAll: variable.includeAll,
          query: variable.query,
          options: offered,
          values: kept.length > 0 ? kept : [ALL],
        });
      }
      setVariables([...found, ...fixed]);
      setFailures(failed);
      setVersion((before) => before + 1);
    };
    load().catch((error: unknown) => console.error(error));
    return () => {
      late = true;
    };
  }, [datasource, definitions, range, chosen]);

  const choose = useCallback((name: string, values: string[]) => {
    setChosen((before) => ({ ...before, [name]: values }));
  }, []);
  return { variables, failures, choose, version };
}
