/** The environment chosen last in this browser: most people look at one, so it is offered first. */
import { store } from '@grafana/data';
import { type Filter, wholeVariable } from '../../translator';

const KEY = 'baseten-metrics-datasource.environment';
const LABEL = 'environment';

/**
 * Keeps the value that a filter got last where it asks for an environment. What stands for none, or for a variable, is
 * not kept, nor is what somebody leaves out.
 */
export function rememberChoice({ label, operator, values }: Filter, chosen: string[]): void {
  const added = chosen.filter((value) => !values.includes(value)).at(-1);
  if (label === LABEL && operator === '=' && added && wholeVariable(added) === null) {
    store.set(KEY, added);
  }
}

/** The values with the remembered one first, where it is among them. */
export function rememberedFirst(label: string, values: string[]): string[] {
  const last: unknown = label === LABEL ? store.get(KEY) : undefined;
  return typeof last === 'string' && values.includes(last)
    ? [last, ...values.filter((value) => value !== last)]
    : values;
}
