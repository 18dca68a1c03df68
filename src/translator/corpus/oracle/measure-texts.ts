/** The derived measures as PromQL texts, written from what each of them has to mean. */
import { alertTexts } from './alert-texts';
import { outside } from './calculations';
import type { Params, Text } from './measure-text';
import { objectiveTexts } from './objective-texts';
import { scalingTexts } from './scaling-texts';
import { byAlso, pick, type Frame } from './text';
import type { Translation } from '../shapes';

type Where = Translation['selects'][number]['matchers'];

const R = 'baseten_inference_requests_total';
const E = 'baseten_end_to_end_response_time_seconds';
const C = 'baseten_concurrent_requests';
const Q = 'baseten_async_queue_size';
const A = 'baseten_replicas_active';
const S = 'baseten_replicas_starting';
const RESTARTS = 'baseten_container_restarts_total';
const CPU = 'baseten_container_cpu_usage_seconds_total';
const GPU = 'baseten_gpu_utilization';

const SYNC = 'is_async!~"(?i:true|yes|1)"';
const sync = { label: 'is_async', operator: '!~', value: '(?i:true|yes|1)' } as const;
const code = (value: string, operator: '=~' | '!~' = '=~') => ({ label: 'status_code', operator, value }) as const;
const phase = (value: string) => ({ label: 'rollout_phase', operator: '=', value }) as const;
const from = (f: Frame, metric: string, ...more: Where) => ({ metric, matchers: [...f.where.matchers, ...more] });
/** An offset that also goes back over `more`: `1h` and `10m` are `1h10m`. */
const further = (f: Frame, more: string): string =>
  f.offset.endsWith('h') && more === '1h' ? ' offset 2h' : f.offset ? `${f.offset}${more}` : ` offset ${more}`;
/** The series now, `range` and offset left out: inside of a subquery, or with an offset of its own. */
const bare = (metric: string, f: Frame, more = ''): string => pick(metric, f, more, '', '');
const now = (metric: string, f: Frame, more = ''): string => pick(metric, f, more, '');

function ratio(f: Frame, p: Params, more = ''): string {
  const sum = (pattern: string) => `sum${f.by}(rate(${pick(R, f, `${more}status_code=~"${pattern}"`)}))`;
  return `(${sum(p.bad)} or 0 * ${sum(p.counted)}) / (${sum(p.counted)} > 0)`;
}

/** Codes of no protocol; 0 unless nearly all is gRPC, private close codes unless nearly all is WebSocket. */
function unknownCodes(f: Frame): Text {
  const sum = (more = '') => `sum${f.by}(rate(${pick(R, f, more)}))`;
  const known = '0|[1-9]|1[0-6]|[1-5]..|100[0-35-9]|101[0-5]|[34]...';
  const speaks = (codes: string) => `${sum(`status_code=~"${codes}"`)} >= 0.9 * ${sum('status_code!~"[45].."')}`;
  const zero = `0 * ${sum()}`;
  const is = (value: string) => ({ label: 'status_code', operator: '=', value }) as const;
  return {
    expr:
      `((${sum(`status_code!~"${known}"`)} or ${zero})` +
      ` + (${sum('status_code="0"')} unless ${speaks('[0-9]|1[0-6]')} or ${zero})` +
      ` + (${sum('status_code=~"[34]..."')} unless ${speaks('[1-4]...')} or ${zero})) / (${sum()} > 0)`,
    top: 'other',
    selects: [
      from(f, R, code(known, '!~')),
      from(f, R),
      from(f, R, is('0')),
      from(f, R, code('[0-9]|1[0-6]')),
      from(f, R, code('[45]..', '!~')),
      from(f, R, code('[34]...')),
      from(f, R, code('[1-4]...')),
    ],
  };
}

/** Each series once, however many servers scrape it. */
function counts(f: Frame, pattern: string): string {
  const single = byAlso(f, 'deployment_id', 'environment', 'rollout_phase', 'status_code', 'is_async');
  return `sum${f.by}(max${single}(increase(${pick(R, f, `status_code=~"${pattern}"`)})))`;
}

const ratioSelects = (f: Frame, p: Params) => [from(f, R, code(p.bad)), from(f, R, code(p.counted))];

function unserved(waiting: string) {
  return (f: Frame): Text => {
    const by = byAlso(f, 'deployment_id');
    return {
      expr:
        `sum${f.by}(max${by}(${now(waiting, f)}) unless max${by}(max_over_time(${pick(A, f, '', '3m')})) > 0)` +
        ` or 0 * (sum${f.by}(${now(waiting, f)}) or sum${f.by}(${now(A, f)}))`,
      top: 'or',
      selects: [from(f, waiting), from(f, A)],
    };
  };
}

/** The windows that the entries ask for, and a minute. */
const A_MINUTE_MORE: Record<string, string> = { '10m': '11m', '45m': '46m', '1h': '1h1m' };

function stalled(f: Frame): Text {
  const by = byAlso(f, 'deployment_id');
  const byCode = byAlso(f, 'deployment_id', 'status_code');
  const inFlight = `max${by}(${bare(C, f)})`;
  const busy =
    `min_over_time(${inFlight}[${f.window}:${f.scraped.step}]${f.offset}) > 0` +
    ` and last_over_time(${inFlight}[5m:${f.scraped.step}]${further(f, f.window)}) > 0`;
  const grew = `sum${by}(increase(${pick(R, f, SYNC, A_MINUTE_MORE[f.window])})) > 0`;
  const born =
    `sum${byCode}(${now(R, f, SYNC)}) > 0` +
    ` unless sum${byCode}(last_over_time(${pick(R, f, SYNC, '5m', further(f, f.window))}))`;
  return {
    expr:
      `sum${f.by}(max${by}(${now(C, f)}) and (${busy}) unless (${grew} or sum${by}(${born})) and on () group(${R}${f.offset}))` +
      ` or 0 * (sum${f.by}(${now(C, f)}) or sum${f.by}(${now(R, f, SYNC)}))`,
    top: 'or',
    selects: [from(f, C), from(f, R, sync), { metric: R, matchers: [] }],
  };
}

/** The last twelfth of the windows that the entries ask for, in which a model that answers nothing has to be there. */
const LATELY: Record<string, string> = { '6h': '30m', '1h': '5m', '45m': '3m45s' };

/** Good synchronous responses. */
function usual(f: Frame, p: Params): Text {
  const good = `${SYNC},status_code=~"${p.valid}",status_code!~"${p.bad}"`;
  const rate = (suffix: string, more: string) => `sum${f.by}(rate(${pick(`${E}_${suffix}`, f, more)}))`;
  const goodToo = [sync, code(p.valid), { label: 'status_code', operator: '!~' as const, value: p.bad }];
  return {
    expr:
      `${rate('sum', good)} / (${rate('count', good)} > 0)` +
      ` or 0 * (sum${f.by}(${now(C, f)}) or sum${f.by}(rate(${pick(`${E}_count`, f, SYNC, LATELY[f.window])})))`,
    top: 'or',
    selects: [
      from(f, `${E}_sum`, ...goodToo),
      from(f, `${E}_count`, ...goodToo),
      from(f, C),
      from(f, `${E}_count`, sync),
    ],
  };
}

/** A day further back than the entries ask. */
const A_DAY_MORE: Record<string, string> = {
  '': ' offset 1d',
  ' offset 1h': ' offset 1d1h',
  ' offset 1d': ' offset 2d',
};

function shorterUsual(f: Frame, p: Params): Text {
  const good = `${SYNC},status_code=~"${p.valid}",status_code!~"${p.bad}"`;
  const mean = (offset?: string) => {
    const rate = (suffix: string) => `sum${f.by}(rate(${pick(`${E}_${suffix}`, f, good, f.window, offset)}))`;
    return `${rate('sum')} / (${rate('count')} > 0)`;
  };
  const { selects } = usual(f, p);
  return {
    expr:
      `${mean(A_DAY_MORE[f.offset])} < ${mean()} or ${mean()}` +
      ` or 0 * (sum${f.by}(${now(C, f)}) or sum${f.by}(rate(${pick(`${E}_count`, f, SYNC, LATELY[f.window])})))`,
    top: 'or',
    selects,
  };
}

const active = (f: Frame, load: string, by = f.by): string =>
  `avg_over_time((sum${by}(${bare(A, f)}) or 0 * sum${by}(${bare(load, f)}))[${f.window}:${f.scraped.step}]${f.offset})`;

export const perReplica = (f: Frame, by = f.by): string =>
  `avg_over_time(sum${by}(${bare(C, f)})[${f.window}:${f.scraped.step}]${f.offset}) / (${active(f, C, by)} > 0)`;

/** Of the fullest deployment that has no replica starting. */
export function unrelieved(f: Frame): string {
  const by = byAlso(f, 'deployment_id');
  const load = perReplica(f, by);
  return `max${f.by}(${load} unless sum${by}(${now(S, f)}) > 0 or 0 * (${load}))`;
}

export function stuck(f: Frame): Text {
  const by = byAlso(f, 'deployment_id');
  const [starting, act] = [`max${by}(${bare(S, f)})`, `max${by}(${bare(A, f)})`];
  const all =
    `min_over_time(${starting}[${f.window}:${f.scraped.step}]${f.offset})` +
    ` and last_over_time(${starting}[5m:${f.scraped.step}]${further(f, f.window)}) > 0`;
  const arrived = `sum_over_time(clamp_min(${act} - (last_over_time(${act}[5m:${f.scraped.step}] offset ${f.scraped.step}) or 0 * ${act}), 0)[${f.window}:${f.scraped.step}]${f.offset}) > 0`;
  return {
    expr: `sum${f.by}(${all} unless ${arrived}) or 0 * (sum${f.by}(${now(S, f)}) or sum${f.by}(${now(A, f)}))`,
    top: 'or',
    selects: [from(f, S), from(f, A)],
  };
}

/** Counted minute by minute over a dashboard's range; to rank by it, as often as is drawn, in whatever unit. */
function gpuHours(f: Frame): Text {
  const count = `count${f.by}(${gpus(f, bare(GPU, f))})`;
  const over = (step: string) => `sum_over_time(${count}[${f.window}:${step}]${f.offset})`;
  const minutely = `${over('1m')} / 60`;
  const finely = `${over(f.scraped.step)} / ${60 * f.scraped.perMinute}`;
  const ranks = f.offset.includes('@ end()');
  return {
    expr: ranks ? over('$__interval') : f.window === '$__range' ? minutely : finely,
    top: ranks ? 'none' : 'other',
    selects: [from(f, GPU)],
  };
}

function restarts(f: Frame): Text {
  const single = byAlso(f, 'deployment_id', 'replica', 'container');
  const counted = `sum${byAlso(f, 'deployment_id')}(max${single}(${bare(RESTARTS, f)}))`;
  const rises = `clamp_min(${counted} - last_over_time(${counted}[5m:${f.scraped.step}] offset ${f.scraped.step}), 0)`;
  return {
    expr: `sum${f.by}(sum_over_time(${rises}[${f.window}:${f.scraped.step}]${f.offset})) or 0 * sum${f.by}(${now(RESTARTS, f)})`,
    top: 'or',
    selects: [from(f, RESTARTS)],
  };
}

function newDeployments(f: Frame): Text {
  const by = byAlso(f, 'deployment_id');
  const before = `max${by}(max_over_time(${pick(A, f, '', '1d', further(f, f.window))})) > 0`;
  return {
    expr: `count${f.by}(max${by}(${now(A, f)}) > 0 unless ${before}) or 0 * sum${f.by}(${now(A, f)})`,
    top: 'or',
    selects: [from(f, A)],
  };
}

const gpus = (f: Frame, text: string): string => `max${byAlso(f, 'deployment_id', 'replica', 'gpu')}(${text})`;

function idle(f: Frame, p: Params): Text {
  // What a GPU did under its former environment is its history too.
  const lasting = f.where.matchers.filter(({ label }) => label !== 'environment' && label !== 'rollout_phase');
  const history = lasting.length < f.where.matchers.length ? { ...f, where: { ...f.where, text: '' } } : f;
  const busy = `max by (deployment_id, replica, gpu) (${bare(GPU, history)} >= 0 <= 100)`;
  const quiet = `max_over_time(${busy}[${f.window}:${f.scraped.step}]${f.offset}) < ${p.threshold}`;
  const all = gpus(f, now(GPU, f));
  const selects = [from(f, GPU), { metric: GPU, matchers: lasting }];
  return {
    expr: `count${f.by}(${all} and on (deployment_id, replica, gpu) ${quiet}) or 0 * count${f.by}(${all})`,
    top: 'or',
    selects: lasting.length < f.where.matchers.length ? selects : selects.slice(0, 1),
    outliers: outside(GPU, history),
  };
}

/** Succeeds while the export is empty. */
const scraped = (f: Frame, label: string) => `max(max_over_time(up{${label}=~"(?i).*baseten.*"}[3m]${f.offset}))`;
const scrapes = (label: string) => ({
  metric: 'up',
  matchers: [{ label, operator: '=~', value: '(?i).*baseten.*' } as const],
});

function gone(f: Frame): Text {
  const metrics = [R, C, A, S, CPU];
  const absent = metrics.map((m) => `absent(max(last_over_time(${pick(m, f, '', '3m')})))`).join(' and ');
  return {
    expr: `${absent} unless (${scraped(f, 'job')} or ${scraped(f, 'instance')}) > 0 or vector(0)`,
    top: 'or',
    selects: [...metrics.map((m) => from(f, m)), scrapes('job'), scrapes('instance')],
  };
}

/** CPU and requests stand still, or nothing ends though several models have requests in flight. */
function frozen(f: Frame): Text {
  const moved = `${now(CPU, f)} - ${pick(CPU, f, '', '', further(f, '6m'))}`;
  const ended = (range: string) => `max${f.by}(increase(${pick(R, f, '', range)}))`;
  const asleep = `(max${f.by}(${moved}) == bool 0` + ` and sum${f.by}(${now(A, f)}) > 0 unless ${ended('7m')} > 0) > 0`;
  const inFlight = `max${byAlso(f, 'model_name')}(min_over_time(${pick(C, f, '', '11m')})) > 0`;
  const stuck = `(${ended('11m')} == bool 0 and count${f.by}(${inFlight}) >= 2) > 0`;
  return {
    expr: `${asleep} or ${stuck}` + ` or 0 * (sum${f.by}(${now(A, f)}) or sum${f.by}(${now(R, f)}))`,
    top: 'or',
    selects: [from(f, CPU), from(f, A), from(f, R), from(f, C)],
  };
}

function good(f: Frame, p: Params): Text {
  const sum = (suffix: string, more: string) => `sum${f.by}(rate(${pick(E + suffix, f, `${SYNC},${more}`)}))`;
  const bound = { label: 'le', operator: p.leOperator, value: p.leValue } as const;
  const counted = `status_code=~"${p.counted}"`;
  return {
    expr:
      `(${sum('_bucket', `status_code=~"${p.valid}",status_code!~"${p.bad}",${p.le}`)}` +
      ` or 0 * ${sum('_bucket', `${counted},${p.le}`)}) / (${sum('_count', counted)} > 0)`,
    top: 'other',
    selects: [
      from(f, `${E}_bucket`, sync, code(p.valid), code(p.bad, '!~'), bound),
      from(f, `${E}_bucket`, sync, code(p.counted), bound),
      from(f, `${E}_count`, sync, code(p.counted)),
    ],
  };
}

function canaryLatency(f: Frame, p: Params): Text {
  const side = (value: string) =>
    `(histogram_quantile(${p.quantile}, sum${f.byLe}(rate(${pick(`${E}_bucket`, f, `rollout_phase="${value}"`)}))) >= 0)`;
  return {
    expr: `${side('promoting')} - ${side('stable')}`,
    top: 'other',
    selects: [from(f, `${E}_bucket`, phase('promoting')), from(f, `${E}_bucket`, phase('stable'))],
  };
}

export const texts: Record<string, (f: Frame, p: Params) => Text> = {
  error_ratio: (f, p) => ({ expr: ratio(f, p), top: 'other', selects: ratioSelects(f, p) }),
  success_ratio: (f, p) => ({ expr: `1 - ${ratio(f, p)}`, top: 'other', selects: ratioSelects(f, p) }),
  bad_requests: (f, p) => ({
    expr: `${counts(f, p.bad)} or 0 * ${counts(f, p.counted)}`,
    top: 'or',
    selects: ratioSelects(f, p),
  }),
  valid_requests: (f, p) => ({ expr: counts(f, p.counted), top: 'none', selects: [from(f, R, code(p.counted))] }),
  requests_or_none: (f, p) => ({
    expr: `${counts(f, p.counted)} or 0 * (sum${f.by}(${now(A, f)}) > 0)`,
    top: 'or',
    selects: [from(f, R, code(p.counted)), from(f, A)],
  }),
  unknown_code_share: unknownCodes,
  good_within_objective: good,
  unserved_requests: unserved(C),
  unserved_async_requests: unserved(Q),
  stalled_requests: stalled,
  usual_duration: usual,
  shorter_usual_duration: shorterUsual,
  requests_in_flight: (f) => ({
    expr: `sum${f.by}(rate(${pick(`${E}_sum`, f, SYNC)}))`,
    top: 'none',
    selects: [from(f, `${E}_sum`, sync)],
  }),
  canary_error_ratio: (f, p) => ({
    expr: `${ratio(f, p, 'rollout_phase="promoting",')} - ${ratio(f, p, 'rollout_phase="stable",')}`,
    top: 'other',
    selects: ['promoting', 'stable'].flatMap((value) => [
      from(f, R, phase(value), code(p.bad)),
      from(f, R, phase(value), code(p.counted)),
    ]),
  }),
  canary_latency: canaryLatency,
  concurrency_per_replica: (f) => ({ expr: perReplica(f), top: 'other', selects: [from(f, C), from(f, A)] }),
  unrelieved_concurrency: (f) => ({
    expr: unrelieved(f),
    top: 'none',
    selects: [from(f, C), from(f, A), from(f, S)],
  }),
  requests_per_replica: (f) => ({
    expr: `sum${f.by}(rate(${pick(R, f)})) / (${active(f, R)} > 0)`,
    top: 'other',
    selects: [from(f, R), from(f, A)],
  }),
  replicas_total: (f) => {
    const [act, starting] = [`sum${f.by}(${now(A, f)})`, `sum${f.by}(${now(S, f)})`];
    return {
      expr: `(${act} or 0 * ${starting}) + (${starting} or 0 * ${act})`,
      top: 'other',
      selects: [from(f, A), from(f, S)],
    };
  },
  stuck_starting: stuck,
  restarts,
  new_deployments: newDeployments,
  gpus_in_use: (f) => ({ expr: `count${f.by}(${gpus(f, now(GPU, f))})`, top: 'none', selects: [from(f, GPU)] }),
  idle_gpus: idle,
  gpu_hours: gpuHours,
  export_gone: gone,
  export_frozen: frozen,
  data_age: (f) => ({
    expr: `time() - max_over_time((max${f.by}(timestamp(${bare(A, f)})) or max${f.by}(timestamp(${bare(C, f)})))[${f.window}:${f.scraped.step}])`,
    top: 'other',
    selects: [from(f, A), from(f, C)],
  }),
  ...alertTexts,
  ...objectiveTexts,
  ...scalingTexts,
};
