/** The measures against an objective, as PromQL texts, written from what each of them has to mean. */
import { bound, count, from, rate, short, timed, timedToo } from './alert-texts';
import type { Params, Text } from './measure-text';
import { pick, type Frame } from './text';

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

/** The average of what was there over the average of the replicas; none where one starts. */
function saturation(f: Frame, p: Params): Text {
  const now = (metric: string) => `sum${f.by}(${pick(metric, f, '', '')})`;
  const within = (metric: string) => `sum${f.by}(${pick(metric, f, '', '', '')})`;
  const over = (expr: string) => `avg_over_time(${expr}[${f.window}:${f.scraped.step}]${f.offset})`;
  const load = `${over(within(C))} / (${over(`(${within(A)} or 0 * ${within(C)})`)} > 0)`;
  return {
    expr: `(${load} unless ${now(S)} > 0 or 0 * (${load})) / ${p.target}`,
    top: 'other',
    selects: [from(f, C), from(f, A), from(f, S)],
  };
}

function drain(f: Frame): Text {
  const waiting = `sum${f.by}(${pick(Q, f, '', '')})`;
  const pace = rate(f, R, `is_async=~"${YES}"`);
  return {
    expr: `clamp_max((${waiting} > 0) / (${pace} or 0 * ${waiting}), 86400) or 0 * ${waiting}`,
    top: 'or',
    selects: [from(f, Q), from(f, R, { label: 'is_async', operator: '=~', value: YES })],
  };
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
};
