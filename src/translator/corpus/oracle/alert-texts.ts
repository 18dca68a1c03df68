/** The measures that alert rules are made of, as PromQL texts, written from what each of them has to mean. */
import type { Params, Text } from './measure-text';
import { byAlso, pick, type Frame } from './text';

type Selects = Text['selects'];
type Where = Selects[number]['matchers'];

const R = 'baseten_inference_requests_total';
const E = 'baseten_end_to_end_response_time_seconds';
const F = 'baseten_time_to_first_byte_seconds';
const C = 'baseten_concurrent_requests';
const Q = 'baseten_async_queue_size';
const A = 'baseten_replicas_active';
const CPU = 'baseten_container_cpu_usage_seconds_total';

const YES = '(?i:true|yes|1)';
const SYNC = `is_async!~"${YES}"`;
const is = (label: string, operator: Where[number]['operator'], value: string): Where[number] => ({
  label,
  operator,
  value,
});
const sync = is('is_async', '!~', YES);
const code = (operator: Where[number]['operator'], value: string) => is('status_code', operator, value);

export const from = (f: Frame, metric: string, ...more: Where) => ({
  metric,
  matchers: [...f.where.matchers, ...more],
});
/** Without filters, what a measure reads of all is what it reads of its own. */
function once(selects: Selects): Selects {
  const texts = selects.map((select) => JSON.stringify(select));
  return selects.filter((_, i) => texts.indexOf(texts[i] ?? '') === i);
}

/** The series as it is inside of a subquery. */
const bare = (metric: string, f: Frame): string => pick(metric, f, '', '', '');
const now = (metric: string, f: Frame, more = ''): string => pick(metric, f, more, '');
const further = (f: Frame, more: string): string =>
  f.offset.endsWith('h') && more === '1h' ? ' offset 2h' : f.offset ? `${f.offset}${more}` : ` offset ${more}`;

/** What tells series of one kind apart, beside the scrape: each counts once. */
const SERIES = ['deployment_id', 'environment', 'rollout_phase', 'status_code', 'is_async'];
export const rate = (f: Frame, metric: string, more: string) => `sum${f.by}(rate(${pick(metric, f, more)}))`;
export const count = (f: Frame, metric: string, more: string) =>
  `sum${f.by}(max${byAlso(f, ...SERIES)}(increase(${pick(metric, f, more)})))`;

/** A twelfth of each window that the entries ask for. */
const TWELFTHS: Record<string, string> = { '1h': '5m', '45m': '3m45s' };
export const short = (f: Frame): Frame => ({ ...f, window: TWELFTHS[f.window] ?? f.window });

function sustained(f: Frame, ratio: (at: Frame) => string, present: string): string {
  return `${ratio(f)} < ${ratio(short(f))} or ${ratio(short(f))} or 0 * ${present}`;
}

function sustainedErrors(f: Frame, p: Params): Text {
  const [bad, counted] = [`status_code=~"${p.bad}"`, `status_code=~"${p.counted}"`];
  const ratio = (at: Frame) => `${rate(at, R, bad)} / (${rate(at, R, counted)} > 0)`;
  return {
    expr: sustained(f, ratio, `(${rate(f, R, counted)} > 0)`),
    top: 'or',
    selects: [from(f, R, code('=~', p.bad)), from(f, R, code('=~', p.counted))],
  };
}

function burning(f: Frame, p: Params): Text {
  const [bad, counted] = [`status_code=~"${p.bad}"`, `status_code=~"${p.counted}"`];
  const ratio = (at: Frame) => `${rate(at, R, bad)} / (${rate(at, R, counted)} > 0)`;
  const lower = `(${ratio(f)} < ${ratio(short(f))} or ${ratio(short(f))})`;
  const seen = (metric: string) => `sum${f.by}(last_over_time(${pick(metric, f, '', '1h')}))`;
  const there = `(${seen(C)} or ${seen(A)})`;
  return {
    expr: `${lower} and ${count(f, R, bad)} >= 10 or 0 * ${there}`,
    top: 'or',
    selects: [from(f, R, code('=~', p.bad)), from(f, R, code('=~', p.counted)), from(f, C), from(f, A)],
  };
}

/** First refusals of async requests where nothing was active. */
function refusedStarts(f: Frame, p: Params): Text {
  const by = byAlso(f, 'deployment_id');
  const own = `is_async=~"${YES}",status_code=~"${p.bad}",status_code="429"`;
  const each = byAlso(f, ...SERIES);
  const refused = (offset?: string) =>
    `sum${by}(max${each}(increase(${pick(R, f, own, f.window, offset ?? f.offset)}))) > 0`;
  const asleep = `max${by}(min_over_time(${pick(A, f, '')})) == 0`;
  return {
    expr: `sum${f.by}(${refused()} unless ${refused(further(f, f.window))} and ${asleep}) or 0 * sum${f.by}(last_over_time(${pick(R, f, '', '1h')}))`,
    top: 'or',
    selects: [from(f, R, is('is_async', '=~', YES), code('=~', p.bad), code('=', '429')), from(f, A), from(f, R)],
  };
}

/** Clients that left. */
const LEFT = `${SYNC},status_code=~"499|1"`;
const left = code('=~', '499|1');

/** The good ones, and those that nobody waited for any more: as a text, and as data. */
export const timed = (p: Params) => `${SYNC},status_code=~"(?:${p.valid})|499|1",status_code!~"${p.bad}"`;
export const timedToo = (p: Params) => [sync, code('=~', `(?:${p.valid})|499|1`), code('!~', p.bad)];
export const bound = (p: Params) => is('le', p.leOperator, p.leValue);

function sustainedLate(f: Frame, p: Params): Text {
  const within = (at: Frame) => rate(at, `${E}_bucket`, `${timed(p)},${p.le}`);
  const ratio = (at: Frame) => {
    const all = rate(at, `${E}_count`, timed(p));
    const quick = rate(at, `${E}_bucket`, `${LEFT},${p.le}`);
    return `(${all} - ${within(at)}) / (${all} - (${quick} or 0 * ${all}) > 0)`;
  };
  return {
    expr: sustained(f, ratio, `(${ratio(f)})`),
    top: 'or',
    selects: [
      from(f, `${E}_count`, ...timedToo(p)),
      from(f, `${E}_bucket`, ...timedToo(p), bound(p)),
      from(f, `${E}_bucket`, sync, left, bound(p)),
    ],
  };
}

function late(f: Frame, p: Params): Text {
  return {
    expr: `${count(f, `${E}_count`, timed(p))} - ${count(f, `${E}_bucket`, `${timed(p)},${p.le}`)}`,
    top: 'other',
    selects: [from(f, `${E}_count`, ...timedToo(p)), from(f, `${E}_bucket`, ...timedToo(p), bound(p))],
  };
}

function sustainedLateFirst(f: Frame, p: Params): Text {
  const ratio = (at: Frame) => {
    const all = rate(at, `${F}_count`, timed(p));
    return `(${all} - ${rate(at, `${F}_bucket`, `${timed(p)},${p.le}`)}) / (${all} > 0)`;
  };
  return { expr: sustained(f, ratio, `(${ratio(f)})`), top: 'or', selects: firstBytes(f, p) };
}

const firstBytes = (f: Frame, p: Params) => [
  from(f, `${F}_count`, ...timedToo(p)),
  from(f, `${F}_bucket`, ...timedToo(p), bound(p)),
];

function lateFirst(f: Frame, p: Params): Text {
  return {
    expr: `${count(f, `${F}_count`, timed(p))} - ${count(f, `${F}_bucket`, `${timed(p)},${p.le}`)}`,
    top: 'other',
    selects: firstBytes(f, p),
  };
}

/** Those whose client left, those of them that left in time, and all that ended. */
const endings = (f: Frame, p: Params) => [
  from(f, `${E}_count`, sync, left),
  from(f, `${E}_bucket`, sync, left, bound(p)),
  from(f, `${E}_count`, sync),
];

function gaveUpRatio(f: Frame, p: Params): Text {
  const all = rate(f, `${E}_count`, SYNC);
  const quick = rate(f, `${E}_bucket`, `${LEFT},${p.le}`);
  const others = `${all} - (${quick} or 0 * ${all})`;
  return {
    expr: `(${rate(f, `${E}_count`, LEFT)} - ${quick} or 0 * (${others})) / (${others} > 0)`,
    top: 'other',
    selects: endings(f, p),
  };
}

function gaveUp(f: Frame, p: Params): Text {
  const [all, quick] = [count(f, `${E}_count`, LEFT), count(f, `${E}_bucket`, `${LEFT},${p.le}`)];
  return { expr: `${all} - ${quick} or 0 * ${count(f, `${E}_count`, SYNC)}`, top: 'or', selects: endings(f, p) };
}

const missingBound =
  (histogram: string) =>
  (f: Frame, p: Params): Text => {
    const all = `group${f.by}(${now(`${E}_count`, f, SYNC)})`;
    return {
      expr: `${all} unless group${f.by}(${now(`${histogram}_bucket`, f, `${SYNC},${p.le}`)}) or 0 * ${all}`,
      top: 'or',
      selects: [from(f, `${E}_count`, sync), from(f, `${histogram}_bucket`, sync, bound(p))],
    };
  };

/** Minutes in which something waits on a deployment and nothing is there, counted. */
function minutes(f: Frame, waiting: string): string {
  const by = byAlso(f, 'deployment_id');
  const minute = `max${by}(${bare(waiting, f)}) > 0 unless max${by}(${bare(A, f)}) > 0 and on () group(${A})`;
  const counted = `count_over_time((${minute})[${f.window}:${f.scraped.step}]${f.offset})`;
  return f.scraped.perMinute === 1 ? counted : `${counted} / ${f.scraped.perMinute}`;
}

const most = (f: Frame, waiting: string, expr: string) =>
  `max${f.by}(${expr}) or 0 * (sum${f.by}(${now(waiting, f)}) or sum${f.by}(${now(A, f)}))`;

function unserved(waiting: string, operator: '=~' | '!~') {
  return (f: Frame): Text => {
    const by = byAlso(f, 'deployment_id');
    const ended = pick(R, f, `is_async${operator}"${YES}",status_code!~"499|1"`, '5m');
    const soon = `sum${by}(increase(${ended})) >= max${by}(${now(waiting, f)})`;
    return {
      expr: most(f, waiting, `${minutes(f, waiting)} unless ${soon}`),
      top: 'or',
      selects: once([
        from(f, waiting),
        from(f, A),
        { metric: A, matchers: [] },
        from(f, R, is('is_async', operator, YES), code('!~', '499|1')),
      ]),
    };
  };
}

function startWaiting(f: Frame): Text {
  return {
    expr: most(f, C, minutes(f, C)),
    top: 'or',
    selects: once([from(f, C), from(f, A), { metric: A, matchers: [] }]),
  };
}

function lasting(f: Frame): Text {
  const by = byAlso(f, 'deployment_id');
  const [inFlight, active] = [`max${by}(${bare(C, f)})`, `max${by}(${bare(A, f)})`];
  const load = `${inFlight} / (${active} > 0)`;
  const came = `clamp_min(${active} - (last_over_time(${active}[5m:${f.scraped.step}] offset ${f.scraped.step}) or 0 * ${active}), 0)`;
  return {
    expr:
      `max${f.by}(quantile_over_time(0.2, (${load})[${f.window}:${f.scraped.step}]${f.offset})` +
      ` unless sum_over_time(${came}[${f.window}:${f.scraped.step}]${f.offset}) > 0)` +
      ` or 0 * sum${f.by}(${now(C, f)})`,
    top: 'or',
    selects: [from(f, C), from(f, A)],
  };
}

function failing(f: Frame, p: Params): Text {
  const each: Frame = { ...f, by: byAlso(f, 'deployment_id') };
  const single = byAlso(f, ...SERIES);
  const some = (more: string) => `sum${each.by}(max${single}(increase(${pick(R, f, more)})))`;
  const of = (pattern: string) => some(`status_code=~"${pattern}"`);
  const [bad, counted, gone, all] = [of(p.bad), `${of(p.counted)} > 0`, of('499|1'), `${some('')} > 0`];
  const fails = `${bad} >= 10 and ${bad} / (${counted}) >= 0.5 or ${gone} >= 10 and ${gone} / (${all}) >= 0.9`;
  return {
    expr: `count${f.by}(${fails}) and count${f.by}(${counted} unless (${fails})) or 0 * count${f.by}(${all})`,
    top: 'or',
    selects: [from(f, R, code('=~', p.bad)), from(f, R, code('=~', p.counted)), from(f, R, left), from(f, R)],
  };
}

function newborn(f: Frame, p: Params): Text {
  const [by, byCode] = [byAlso(f, 'deployment_id'), byAlso(f, 'deployment_id', 'status_code')];
  const bad = `status_code=~"${p.bad}"`;
  const seen = (more = '') => `last_over_time(${pick(R, f, more, '1h', further(f, '10m'))})`;
  const born = `sum${by}(max${byCode}(${now(R, f, bad)}) unless max${byCode}(${seen(bad)}))`;
  // Of the whole export, whatever the filters.
  const anywhere = `group by (deployment_id) (last_over_time(${R}[1h]${further(f, '10m')}))`;
  const all = `sum${by}(max${byCode}(${now(R, f)}))`;
  const isNew = `${all} unless on (deployment_id) ${anywhere} and on () group(${anywhere})`;
  return {
    expr:
      `sum${f.by}(${born} and max${by}(${seen()}) or ${born} >= 0.5 * ${all} and (${isNew}))` +
      ` or 0 * sum${f.by}(${now(R, f)})`,
    top: 'or',
    selects: once([from(f, R, code('=~', p.bad)), from(f, R), { metric: R, matchers: [] }]),
  };
}

/** The difference of two shares over its standard error; a share is (b + 1) / (n + 2), and there is none where n is 0. */
function canaryScore(f: Frame, p: Params): Text {
  const side = (phase: string) => {
    const of = (pattern: string) => count(f, R, `rollout_phase="${phase}",status_code=~"${pattern}"`);
    const all = `((${of(p.counted)} > 0) + 2)`;
    const share = `((${of(p.bad)} or 0 * ${of(p.counted)}) + 1) / ${all}`;
    return { share, variance: `${share} * (1 - ${share}) / ${all}` };
  };
  const [a, b] = [side('promoting'), side('stable')];
  return {
    expr: `(${a.share} - ${b.share}) / sqrt(${a.variance} + ${b.variance})`,
    top: 'other',
    selects: ['promoting', 'stable'].flatMap((phase) =>
      [p.bad, p.counted].map((pattern) => from(f, R, is('rollout_phase', '=', phase), code('=~', pattern)))
    ),
  };
}

/** Of one in a hundred, 300 requests are enough: in one case of twenty none of them fails. */
function canaryVerdict(f: Frame, p: Params): Text {
  const of = (phase: string, pattern: string) => count(f, R, `rollout_phase="${phase}",status_code=~"${pattern}"`);
  const score = canaryScore(f, p);
  const [bad, all] = [of('promoting', p.bad), of('promoting', p.counted)];
  const compared = `${all} > 0 and ${of('stable', p.counted)} > 0`;
  return {
    expr: `0 * (${score.expr} > 3 and ${bad} >= 5) + 1 or 0 * (${compared} and ${all} >= ${p.enough}) or 0 * (${compared}) - 1`,
    top: 'or',
    selects: score.selects,
  };
}

function missingFamilies(f: Frame): Text {
  const families = [R, `${E}_count`, C, A];
  const missing = families.map((metric) => {
    const seen = ['10m', '1h'].map((back) => `group(${pick(metric, f, '', '', further(f, back))})`).join(' or ');
    return `(absent(max(last_over_time(${pick(metric, f, '', '3m')}))) and (${seen}) or vector(0))`;
  });
  return {
    expr: `${missing.join(' + ')} and max(increase(${pick(CPU, f, '', '5m')})) > 0 or vector(0)`,
    top: 'or',
    selects: [...families, CPU].map((metric) => from(f, metric)),
  };
}

function missingModels(f: Frame): Text {
  const by = ' by (model_name) ';
  const answered = `max${by}(increase(${pick(R, f, '', '5m', further(f, '5m'))})) > 0`;
  const there = [R, C, A].map((metric) => `group${by}(${now(metric, f)})`).join(' or ');
  const missing = `count(${answered} unless (${there}))`;
  return {
    expr: `${missing} > 1 and ${missing} >= 0.25 * count(${answered}) or vector(0)`,
    top: 'or',
    selects: [R, C, A].map((metric) => from(f, metric)),
  };
}

function unmatched(f: Frame): Text {
  return {
    expr: `group(${A}${f.offset}) unless last_over_time(group(${bare(A, f)})[12h:15m]${f.offset}) or vector(0)`,
    top: 'or',
    selects: once([{ metric: A, matchers: [] }, from(f, A)]),
  };
}

export const alertTexts: Record<string, (f: Frame, p: Params) => Text> = {
  sustained_error_ratio: sustainedErrors,
  burning_error_ratio: burning,
  refused_starts: refusedStarts,
  sustained_late_ratio: sustainedLate,
  late_requests: late,
  gave_up_ratio: gaveUpRatio,
  gave_up_requests: gaveUp,
  missing_bound: missingBound(E),
  sustained_late_first_byte_ratio: sustainedLateFirst,
  late_first_bytes: lateFirst,
  missing_first_byte_bound: missingBound(F),
  unserved_minutes: unserved(C, '!~'),
  unserved_async_minutes: unserved(Q, '=~'),
  start_waiting_minutes: startWaiting,
  lasting_concurrency: lasting,
  failing_deployments: failing,
  newborn_failures: newborn,
  canary_error_score: canaryScore,
  canary_verdict: canaryVerdict,
  missing_families: missingFamilies,
  missing_models: missingModels,
  unmatched_export: unmatched,
};
