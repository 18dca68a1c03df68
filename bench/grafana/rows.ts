/** The rows of the table: what is asked of both data sources, and by how much ours is to be faster. */

/** Series as real ones are: eight to ten labels. */
export interface Family {
  name: string;
  series: number;
  /** Minutes of history. */
  minutes: number;
  /** Minutes beyond the end, for rules: they look at the time that it is when they are measured. */
  ahead?: number;
  labels: (i: number) => Record<string, string>;
  value: (i: number, minute: number) => number | undefined;
}

export const DAY = 1440;

const identity = (i: number) => ({
  model_id: `m${String(i % 50).padStart(4, '0')}`,
  model_name: `Llama 3.1 ${i % 50}B Instruct`,
  deployment_id: `dep${String(i).padStart(5, '0')}`,
  environment: i % 3 ? 'production' : 'staging',
  rollout_phase: 'stable',
  instance: 'app.baseten.co:443',
  job: 'baseten',
});
const wave = (i: number, minute: number) => Math.round((50 + i + 40 * Math.sin(minute / 60 + i)) * 1000) / 1000;

export const families: Family[] = [
  {
    name: 'bench_whole',
    series: 1000,
    minutes: DAY,
    labels: (i) => ({ ...identity(i), part: String(i % 50), replica: `r-${i}` }),
    value: wave,
  },
  {
    name: 'bench_gaps',
    series: 1000,
    minutes: DAY,
    labels: identity,
    value: (i, minute) => ((minute * 31 + i * 17) % 97 < 3 ? undefined : wave(i, minute)),
  },
  {
    name: 'bench_requests_total',
    series: 90,
    minutes: DAY,
    labels: (i) => ({ ...identity(i), status_code: i % 9 ? '200' : '503', is_async: 'false' }),
    value: (i, minute) => minute * (i + 1),
  },
  {
    name: 'bench_now',
    series: 10_000,
    minutes: 10,
    ahead: 120,
    labels: (i) => ({ ...identity(i), part: i < 795 ? 'a' : i < 945 ? 'b' : 'c' }),
    value: wave,
  },
];

/** The history in the format of VictoriaMetrics's import, which demo/servers/backfill reads. */
export function* history(end: number): Iterable<string> {
  for (const { name, series, minutes, ahead = 0, labels, value } of families) {
    for (let i = 0; i < series; i++) {
      const values: number[] = [];
      const timestamps: number[] = [];
      for (let minute = DAY - minutes; minute < DAY + ahead; minute++) {
        const one = value(i, minute);
        if (one !== undefined) {
          values.push(one);
          timestamps.push(end - (DAY - 1 - minute) * 60_000);
        }
      }
      yield `${JSON.stringify({ metric: { __name__: name, ...labels(i) }, values, timestamps })}\n`;
    }
  }
}

export interface Row {
  what: string;
  expr: string;
  kind: 'range' | 'instant' | 'table' | 'rule';
  /** Series of the answer, which is looked at before it is timed. */
  series: number;
  /** Times faster than the core data source. */
  goal: number;
}

const FEW = 'bench_now{part=~"a|b"}';

export const rows: Row[] = [
  { what: 'range, 1,000 × 1,440', expr: 'bench_whole', kind: 'range', series: 1000, goal: 2.2 },
  { what: 'the same, each series with gaps of its own', expr: 'bench_gaps', kind: 'range', series: 1000, goal: 2.2 },
  { what: 'range, 20 × 1,440', expr: 'bench_whole{part="7"}', kind: 'range', series: 20, goal: 1.5 },
  {
    what: 'requests by all labels, 24 h, 60 s',
    expr: 'rate(bench_requests_total[5m])',
    kind: 'range',
    series: 90,
    goal: 1.5,
  },
  { what: 'instant as time series, 945 series', expr: FEW, kind: 'instant', series: 945, goal: 1.5 },
  { what: 'instant as time series, 10,000', expr: 'bench_now', kind: 'instant', series: 10000, goal: 1.5 },
  { what: 'instant as table, 945', expr: FEW, kind: 'table', series: 945, goal: 1.75 },
  { what: 'instant as table, 10,000', expr: 'bench_now', kind: 'table', series: 10000, goal: 3 },
  { what: 'evaluation of a rule, 10,000 series', expr: 'bench_now', kind: 'rule', series: 10000, goal: 1.3 },
  {
    // A server gives what it has stored in the order of labels, and what it works out in none.
    what: 'evaluation of a rule, 10,000 summed',
    expr: 'sum without (part) (bench_now)',
    kind: 'rule',
    series: 10000,
    goal: 1.3,
  },
  { what: 'evaluation of a rule, 795 series', expr: 'bench_now{part="a"}', kind: 'rule', series: 795, goal: 1.2 },
];
