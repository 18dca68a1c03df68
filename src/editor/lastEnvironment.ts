/** The environment chosen last in this browser: most people look at one, so it is offered first. */
import { store } from '@grafana/data';

const KEY = 'baseten-metrics-datasource.environment';
const LABEL = 'environment';

/** Keeps the value where the label is the environment. What stands for no environment, or for a variable, is not kept. */
export function rememberChoice(label: string, values: string[]): void {
  const last = values.at(-1);
  if (label === LABEL && last && !last.startsWith('$')) {
    store.set(KEY, last);
  }
}

/** The values with the remembered one first, where it is among them. */
export function rememberedFirst(label: string, values: string[]): string[] {
  const last: unknown = label === LABEL ? store.get(KEY) : undefined;
  return typeof last === 'string' && values.includes(last)
    ? [last, ...values.filter((value) => value !== last)]
    : values;
}
