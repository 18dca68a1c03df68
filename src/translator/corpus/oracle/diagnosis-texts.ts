/** What is seen of a model's autoscaling, as a PromQL text: each fault of the table by what it has to mean. */
import { bound, count, from, timed, timedToo } from './alert-texts';
import type { Params, Text } from './measure-text';
import { perReplica, stuck, unrelieved } from './measure-texts';
import { undrained } from './objective-texts';
import { need } from './scaling-texts';
import { byAlso, pick, type Frame } from './text';

const R = 'baseten_inference_requests_total';
const E = 'baseten_end_to_end_response_time_seconds';
const C = 'baseten_concurrent_requests';
const Q = 'baseten_async_queue_size';
const A = 'baseten_replicas_active';
const S = 'baseten_replicas_starting';
const CPU = 'baseten_container_cpu_usage_seconds_total';
const YES = '(?i:true|yes|1)';
const SYNC = `is_async!~"${YES}"`;
const sync = { label: 'is_async', operator: '!~', value: YES } as const;
const async = { label: 'is_async', operator: '=~', value: YES } as const;
const code = (value: string) => ({ label: 'status_code', operator: '=~', value }) as const;

const back = (f: Frame, more: string) => (f.offset ? `${f.offset}${more}` : ` offset ${more}`);
const bare = (metric: string, f: Frame) => pick(metric, f, '', '', '');

/** One that does less than a fifth of the average, where that is a tenth of a core; all are a quarter of an hour old. */
function oneBad(f: Frame): string {
  const [by, each] = [byAlso(f, 'deployment_id'), byAlso(f, 'deployment_id', 'replica')];
  const work = `max${each}(rate(${pick(CPU, f, '', '15m')}))`;
  const old = `group${each}(${pick(CPU, f, '', '', back(f, '15m'))})`;
  return `max${f.by}(min${by}(${work} and ${old}) < 0.2 * (avg${by}(${work} and ${old}) > 0.1))`;
}

const there = (f: Frame) => {
  const by = byAlso(f, 'deployment_id');
  return `(max${by}(${bare(A, f)}) or 0 * max${by}(${bare(C, f)}))`;
};

/** In three hours, looked at each five minutes: the mean response near changes, beside that of all other times. */
function spikes(f: Frame): string {
  const by = byAlso(f, 'deployment_id');
  const pace = (suffix: string) => `sum${by}(rate(${pick(E + suffix, f, SYNC, '5m', '')}))`;
  const took = `${pace('_sum')} / (${pace('_count')} > 0)`;
  const changed = `changes(${there(f)}[10m:${f.scraped.step}]) > 0`;
  const over = (name: string, what: string) => `${name}_over_time((${what})[3h:5m]${f.offset})`;
  return (
    `max${f.by}(${over('avg', `${took} and ${changed}`)} >= 1.5 * ${over('avg', `${took} unless ${changed}`)}` +
    ` and ${over('count', changed)} >= 4)`
  );
}

/** More than six changes in an hour whose traffic stays within a quarter of its average. */
function thrash(f: Frame): string {
  const over = (name: string) => `${name}_over_time(sum${f.by}(rate(${pick(R, f, '', '5m', '')}))[1h:5m]${f.offset})`;
  const changes = `sum${f.by}(changes(${there(f)}[1h:${f.scraped.step}]${f.offset}))`;
  return `${changes} > 6 and ${over('stddev')} <= 0.25 * ${over('avg')}`;
}

function late(f: Frame, p: Params): string {
  const hour = { ...f, window: '1h' };
  const slow = `${count(hour, `${E}_count`, timed(p))} - ${count(hour, `${E}_bucket`, `${timed(p)},${p.le}`)}`;
  const valid = count(hour, R, `${SYNC},status_code=~"${p.counted}"`);
  return `${slow} >= 10 and (${slow}) / (${valid} > 0) > 1 - ${p.quantile}`;
}

function beyond(f: Frame, p: Params): string {
  const inside = { ...f, offset: '' };
  const spare = `max${byAlso(f, 'deployment_id')}(${bare(A, f)}) - ${need(inside, p, '')}`;
  return `min_over_time(sum${f.by}(clamp_min(${spare}, 0))[1h:${f.scraped.step}]${f.offset}) >= 1`;
}

const NAMES_IN_EACH = 40;

/** Long names stand four times instead of fifty: all models are looked at, and those that are meant and report are kept. */
function diagnosis(f: Frame, p: Params): Text {
  const names = f.where.matchers.filter(({ label }) => label === 'model_name');
  const length = names.map(({ value }) => value).join('').length;
  if (!f.where.withoutNames || length <= NAMES_IN_EACH || !f.groupBy.includes('model_name')) {
    return faults(f, p);
  }
  const all = faults({ ...f, where: f.where.withoutNames }, p);
  const meant = [A, C, S, Q].map((metric) => `sum${f.by}(${pick(metric, f, '', '')})`).join(' or ');
  return {
    expr: `(${all.expr}) and (${meant})`,
    top: 'other',
    selects: [...all.selects, from(f, A), from(f, C), from(f, S), from(f, Q)],
  };
}

function faults(f: Frame, p: Params): Text {
  const [lasting, t] = [{ ...f, window: '15m' }, p.scaling.target];
  const by = byAlso(f, 'deployment_id');
  const load = `max${f.by}(${perReplica(lasting, by)})`;
  return {
    expr: [
      `0 * ${oneBad(f)} + 8`,
      `0 * ((${stuck({ ...f, window: '20m' }).expr}) > 0) + 4`,
      `0 * ((${undrained({ ...f, window: '30m' }, '7200')}) > 0) + 7`,
      `0 * ${spikes(f)} + 2`,
      `0 * (${thrash(f)}) + 1`,
      `0 * (${late(f, p)}) + (0 * (${unrelieved(lasting)} >= ${t}) + 3 or 0 * (${load} >= 0.5 * ${t} < ${t}) + 5)`,
      `0 * (${beyond(f, p)}) + 6`,
      `0 * (sum${f.by}(${pick(A, f, '', '')}) or sum${f.by}(${pick(C, f, '', '')}))`,
    ].join(' or '),
    top: 'or',
    selects: [
      from(f, CPU),
      from(f, S),
      from(f, A),
      from(f, Q),
      from(f, R, async),
      from(f, `${E}_sum`, sync),
      from(f, `${E}_count`, sync),
      from(f, C),
      from(f, R),
      from(f, `${E}_count`, ...timedToo(p)),
      from(f, `${E}_bucket`, ...timedToo(p), bound(p)),
      from(f, R, sync, code(p.counted)),
    ],
  };
}

export const diagnosisTexts: Record<string, (f: Frame, p: Params) => Text> = { autoscaling_diagnosis: diagnosis };
