/** Words of the editor for what the query JSON calls otherwise. */
import { type FilterOperator, labelTitles } from '../promql';

export const operatorWords: Record<FilterOperator, { label: string; description: string }> = {
  '=': { label: 'is', description: 'Any of these values, letter by letter' },
  '!=': { label: 'is not', description: 'None of these values' },
  '=~': { label: 'matches', description: 'Any of these patterns (RE2), from start to end' },
  '!~': { label: "doesn't match", description: 'None of these patterns (RE2)' },
};

/** A label in words, its own name where there are none: "model", "k8s.pod.name". */
export function labelWord(label: string): string {
  return labelTitles[label] ?? label;
}

/** A label as an option: the word, and under it the name that PromQL has for it. */
export function labelOption(label: string): { value: string; label: string; description?: string } {
  const word = labelWord(label);
  return word === label ? { value: label, label } : { value: label, label: word, description: label };
}

/** The unit of an entry for people: `s` is hardly a word. */
const unitWords: Record<string, string> = {
  s: 'seconds',
  bytes: 'bytes',
  mbytes: 'MiB',
  percent: '%',
  percentunit: 'ratio',
  reqps: 'requests/s',
  cps: 'per second',
  short: 'count',
  h: 'hours',
};

/** A Grafana unit id in words; empty where there is nothing to say. */
export function unitWord(unit: string): string {
  return unitWords[unit] ?? unit.replace(/^suffix:\s*/, '');
}
