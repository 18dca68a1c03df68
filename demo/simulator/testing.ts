/** What the simulator's tests share: a day of the demo, parsed. */
import { demoScenario, simulate } from './index';

export const start = Date.parse('2026-03-02T00:00:00Z');
export const hour = 3600000;
export const day = 24 * hour;

export interface Line {
  metric: Record<string, string>;
  values: number[];
  timestamps: number[];
}

export function collect(options: Parameters<typeof simulate>[0]) {
  const { lines, truth } = simulate(options);
  const parsed: Line[] = [];
  for (const text of lines) {
    for (const line of text.split('\n')) {
      if (line !== '') {
        parsed.push(JSON.parse(line));
      }
    }
  }
  return { lines: parsed, truth };
}

/** Joins the lines of each series. */
export function series(lines: Line[]): Line[] {
  const joined = new Map<string, Line>();
  for (const { metric, values, timestamps } of lines) {
    const key = JSON.stringify(Object.entries(metric).sort());
    const known = joined.get(key) ?? { metric, values: [], timestamps: [] };
    known.values.push(...values);
    known.timestamps.push(...timestamps);
    joined.set(key, known);
  }
  return [...joined.values()];
}

const makeDemo = () => {
  const made = collect({
    seed: 'test',
    from: start,
    to: start + day,
    scenario: demoScenario(start),
    keep: { ended: true, states: true },
  });
  return { ...made, series: series(made.lines) };
};

let demo: ReturnType<typeof makeDemo> | undefined;

/** A day of the demo with its truth, made once for all files of tests: nobody changes it. */
export const demoDay = () => (demo ??= makeDemo());
