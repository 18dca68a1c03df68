/** The measures of replicas as they would be with other settings, as PromQL texts. */
import { from } from './alert-texts';
import type { Params, Text } from './measure-text';
import { byAlso, pick, type Frame } from './text';

const C = 'baseten_concurrent_requests';
const A = 'baseten_replicas_active';
const S = 'baseten_replicas_starting';

/** What a new deployment has: no replica at the least, one at the most, and nothing to halve in between. */
export const NEW_DEPLOYMENT = { target: '1', use: '0.7', least: 0, most: 1, delay: '15m', halvings: 0 };

const bare = (metric: string, f: Frame) => `max${byAlso(f, 'deployment_id')}(${pick(metric, f, '', '', '')})`;
const now = (metric: string, f: Frame) => `max${byAlso(f, 'deployment_id')}(${pick(metric, f, '', '')})`;
const back = (f: Frame, more: string) => (f.offset ? `${f.offset}${more}` : ` offset ${more}`);

const load = (f: Frame, offset: string) => `avg_over_time(${bare(C, f)}[1m:${f.scraped.step}]${offset})`;
export const need = (f: Frame, { scaling: s }: Params, offset: string) =>
  `clamp(ceil(${load(f, offset)} / ${s.target} / ${s.use} - 1e-9), ${s.least}, ${s.most})`;

/** The highest need of one delay, that many minutes earlier. */
const highest = (f: Frame, p: Params, offset: string) =>
  `max_over_time(${need(f, p, '')}[${p.scaling.delay}:${f.scraped.step}]${offset})`;

/** What is held now: the need, and half of what was held one delay earlier beyond it. */
function held(f: Frame, p: Params): string {
  if (p.scaling.delay === '0s') {
    return need(f, p, f.offset);
  }
  const peaks = ['15m', '30m', '45m', '1h', '1h15m'].map((delays) => highest(f, p, back(f, delays)));
  const lower = (before: string, peak: string) => `${peak} + floor(clamp_min((${before} or ${peak}) - ${peak}, 0) / 2)`;
  return [highest(f, p, f.offset), ...peaks.slice(0, p.scaling.halvings)].reduceRight(lower);
}

/** Composed for the inside of a subquery. */
const inside = (f: Frame): Frame => ({ ...f, offset: '' });

function short(f: Frame, p: Params, replicas: string): string {
  const minute = `${load(f, '')} > ${replicas} * ${p.scaling.target}`;
  const points = `count_over_time((${minute})[${f.window}:${f.scraped.step}]${f.offset})`;
  const minutes = f.scraped.perMinute === 1 ? points : `${points} / ${f.scraped.perMinute}`;
  return `max${f.by}(${minutes}) or 0 * sum${f.by}(${pick(C, f, '', '')})`;
}

/** Minute by minute over a dashboard's range; to rank by it, as often as is drawn. */
function hours(f: Frame, count: string): string {
  const over = (step: string) => `sum_over_time(${count}[${f.window}:${step}]${f.offset})`;
  if (f.offset.includes('@ end()')) {
    return over('$__interval');
  }
  return f.window === '$__range' ? `${over('1m')} / 60` : `${over(f.scraped.step)} / ${60 * f.scraped.perMinute}`;
}

const top = (f: Frame) => (f.offset.includes('@ end()') ? ('none' as const) : ('other' as const));

export const scalingTexts: Record<string, (f: Frame, p: Params) => Text> = {
  wanted_replicas: (f, p) => ({ expr: `sum${f.by}(${held(f, p)})`, top: 'none', selects: [from(f, C)] }),
  replicas_beyond_need: (f, p) => ({
    expr: `sum${f.by}(clamp_min(${now(A, f)} - ${need(f, p, f.offset)}, 0))`,
    top: 'none',
    selects: [from(f, A), from(f, C)],
  }),
  short_minutes: (f, p) => ({
    expr: short(f, p, `(${bare(A, f)} or 0 * ${bare(C, f)})`),
    top: 'or',
    selects: [from(f, C), from(f, A)],
  }),
  wanted_short_minutes: (f, p) => {
    const replicas = held(inside(f), p);
    const whole = p.scaling.halvings > 0 && p.scaling.delay !== '0s' ? `(${replicas})` : replicas;
    return { expr: short(f, p, whole), top: 'or', selects: [from(f, C)] };
  },
  replica_changes: (f) => ({
    expr: `sum${f.by}(changes((${bare(A, f)} or 0 * ${bare(C, f)})[${f.window}:${f.scraped.step}]${f.offset}))`,
    top: 'none',
    selects: [from(f, A), from(f, C)],
  }),
  replica_hours: (f) => {
    const [up, starting] = [bare(A, f), bare(S, f)];
    const count = `sum${f.by}((${up} or 0 * ${starting}) + (${starting} or 0 * ${up}))`;
    return { expr: hours(f, count), top: top(f), selects: [from(f, A), from(f, S)] };
  },
  wanted_replica_hours: (f, p) => ({
    expr: hours(f, `sum${f.by}(${held(inside(f), p)})`),
    top: top(f),
    selects: [from(f, C)],
  }),
};
