/**
 * A board as a public dashboard can show it. Grafana has no variables there and runs the saved queries on the server: the data
 * source and the environments are written out, and what only works for somebody who is logged in is left out.
 */
import { isRecord } from '../src/translator';
import { shipped } from './objectives';
import { DATASOURCE } from './panels';
import { RULE_DATASOURCE } from '../src/rules/plugin';

const VARIABLE = /^\$\w+$/;

/** Filters on a variable: the environment's becomes those that rules watch, the others go. */
function settled(filter: unknown): unknown[] {
  const values: unknown = isRecord(filter) ? filter['values'] : undefined;
  if (!isRecord(filter) || !Array.isArray(values) || !values.some((value) => VARIABLE.test(String(value)))) {
    return [filter];
  }
  return filter['label'] === 'environment' ? [{ ...filter, values: shipped.environments }] : [];
}

/** The same without variables and links. */
export function withoutVariables(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = key === 'filters' ? value.flatMap(settled) : value;
    const kept = key === 'links' ? [] : items.filter((item) => !isRecord(item) || item['id'] !== 'links');
    return kept.map((item) => withoutVariables(item));
  }
  if (isRecord(value)) {
    // The lists of variables and annotations.
    return key === 'templating' || key === 'annotations'
      ? { list: [] }
      : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutVariables(inner, name)]));
  }
  return value === DATASOURCE.uid ? RULE_DATASOURCE.uid : value;
}
