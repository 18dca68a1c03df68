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
  // A series comes in a line for each stretch of time, and each begins with the same labels: they are read once.
  const metrics = new Map<string, Line['metric']>();
  for (const text of lines) {
    for (const line of text.split('\n')) {
      if (line !== '') {
        const end = line.indexOf(',"values":');
        const head = line.slice(0, end);
        const metric: Line['metric'] = metrics.get(head) ?? JSON.parse(`${head}}`).metric;
        metrics.set(head, metric);
        parsed.push({ ...JSON.parse(`{${line.slice(end + 1)}`), metric });
      }
    }
  }
  return { lines: parsed, truth };
}

const keys = new WeakMap<Line['metric'], string>();

function keyOf(metric: Line['metric']): string {
  const key = keys.get(metric) ?? JSON.stringify(Object.entries(metric).sort());
  keys.set(metric, key);
  return key;
}

/** Joins the lines of each series. */
export function series(lines: Line[]): Line[] {
  const joined = new Map<string, Line>();
  for (const { metric, values, timestamps } of lines) {
    const key = keyOf(metric);
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
