/** The measures against an objective, as PromQL texts, written from what each of them has to mean. */
import { bound, count, from, rate, short, timed, timedToo } from './alert-texts';
import type { Params, Text } from './measure-text';
import { byAlso, pick, type Frame } from './text';

const R = 'baseten_inference_requests_total';
const E = 'baseten_end_to_end_response_time_seconds';
const C = 'baseten_concurrent_requests';
const Q = 'baseten_async_queue_size';
const A = 'baseten_replicas_active';
const S = 'baseten_replicas_starting';

const YES = '(?i:true|yes|1)';
const SYNC = `is_async!~"${YES}"`;
const sync = { label: 'is_async', operator: '!~', value: YES } as const;
const code = (value: string) => ({ label: 'status_code', operator: '=~', value }) as const;

function errors(f: Frame, p: Params): string {
  const counted = rate(f, R, `status_code=~"${p.counted}"`);
  return `(${rate(f, R, `status_code=~"${p.bad}"`)} or 0 * ${counted}) / (${counted} > 0)`;
}

function late(f: Frame, p: Params): string {
  const missed = `${rate(f, `${E}_count`, timed(p))} - ${rate(f, `${E}_bucket`, `${timed(p)},${p.le}`)}`;
  return `(${missed}) / (${rate(f, R, `${SYNC},status_code=~"${p.counted}"`)} > 0)`;
}

/** The lower of a share over the window and over its last twelfth. */
const lower = (f: Frame, share: (at: Frame) => string) => `${share(f)} < ${share(short(f))} or ${share(short(f))}`;

function availabilityBurn(f: Frame, p: Params): Text {
  const [bad, counted] = [`status_code=~"${p.bad}"`, `status_code=~"${p.counted}"`];
  return {
    expr:
      `(${lower(f, (at) => errors(at, p))}) / ${p.allowed} and ${count(f, R, bad)} >= 10` +
      ` or 0 * (${rate(f, R, counted)} > 0)`,
    top: 'or',
    selects: [from(f, R, code(p.bad)), from(f, R, code(p.counted))],
  };
}

/** The series that late and valid responses are counted with. */
const judged = (f: Frame, p: Params): Text['selects'] => [
  from(f, `${E}_count`, ...timedToo(p)),
  from(f, `${E}_bucket`, ...timedToo(p), bound(p)),
  from(f, R, sync, code(p.counted)),
];

function latencyBurn(f: Frame, p: Params): Text {
  const missed = `${count(f, `${E}_count`, timed(p))} - ${count(f, `${E}_bucket`, `${timed(p)},${p.le}`)}`;
  return {
    expr: `(${lower(f, (at) => late(at, p))}) / (1 - ${p.quantile}) and ${missed} >= 10 or 0 * (${late(f, p)})`,
    top: 'or',
    selects: judged(f, p),
  };
}

/** Of the fullest deployment: the average of what was there over the average of the replicas; none where one starts. */
function saturation(f: Frame, p: Params): Text {
  const by = byAlso(f, 'deployment_id');
  const now = (metric: string) => `sum${by}(${pick(metric, f, '', '')})`;
  const within = (metric: string) => `sum${by}(${pick(metric, f, '', '', '')})`;
  const over = (expr: string) => `avg_over_time(${expr}[${f.window}:${f.scraped.step}]${f.offset})`;
  const load = `${over(within(C))} / (${over(`(${within(A)} or 0 * ${within(C)})`)} > 0)`;
  return {
    expr: `max${f.by}(${load} unless ${now(S)} > 0 or 0 * (${load})) / ${p.target}`,
    top: 'other',
    selects: [from(f, C), from(f, A), from(f, S)],
  };
}

/** Seconds until each deployment's queue is empty. */
function drains(f: Frame): string {
  const by = byAlso(f, 'deployment_id');
  const waiting = `sum${by}(${pick(Q, f, '', '')})`;
  const pace = `sum${by}(rate(${pick(R, f, `is_async=~"${YES}"`)}))`;
  return `(${waiting} > 0) / (${pace} or 0 * ${waiting})`;
}

const queue = (f: Frame) => `sum${f.by}(${pick(Q, f, '', '')})`;
const queueAndPace = (f: Frame) => [from(f, Q), from(f, R, { label: 'is_async', operator: '=~', value: YES })];

const drain = (f: Frame): Text => ({
  expr: `clamp_max(max${f.by}(${drains(f)}), 86400) or 0 * ${queue(f)}`,
  top: 'or',
  selects: queueAndPace(f),
});

/** Queues that are no shorter than a window ago, were never empty since, and take longer than so many seconds. */
export function undrained(f: Frame, seconds: string): string {
  const by = byAlso(f, 'deployment_id');
  const ago = f.offset ? `${f.offset}${f.window}` : ` offset ${f.window}`;
  const grown = `max${by}(${pick(Q, f, '', '')}) >= max${by}(${pick(Q, f, '', '', ago)})`;
  const never = `min_over_time(max${by}(${pick(Q, f, '', '', '')})[${f.window}:${f.scraped.step}]${f.offset}) > 0`;
  return `sum${f.by}(${grown} and ${never} and ${drains(f)} > ${seconds}) or 0 * ${queue(f)}`;
}

export const objectiveTexts: Record<string, (f: Frame, p: Params) => Text> = {
  availability_burn: availabilityBurn,
  latency_burn: latencyBurn,
  availability_budget_left: (f, p) => ({
    expr: `1 - ${errors(f, p)} / ${p.allowed}`,
    top: 'other',
    selects: [from(f, R, code(p.bad)), from(f, R, code(p.counted))],
  }),
  latency_budget_left: (f, p) => ({
    expr: `1 - ${late(f, p)} / (1 - ${p.quantile})`,
    top: 'other',
    selects: judged(f, p),
  }),
  saturation,
  async_drain_time: drain,
  undrained_requests: (f, p) => ({ expr: undrained(f, p.drain), top: 'or', selects: queueAndPace(f) }),
};
