/** Entries on the derived measures: as they come, and with every field that each of them takes. */
import type { Params, Text } from './measure-text';
import { diagnosisTexts } from './diagnosis-texts';
import { texts } from './measure-texts';
import { NEW_DEPLOYMENT } from './scaling-texts';
import { answer, frame, NOWHERE, type Entry, type Scraped, type Where } from './text';

interface Measure {
  title: string;
  unit: string;
  decimals?: number;
  /** Window in panels; `instant` where an instant query has another. */
  window?: string;
  instant?: string;
  /** What tells queries apart, for the usual parameters. */
  detail?: string;
  /** Series are ranked by one window over the whole range, otherwise by the average of what is drawn. */
  byWindow?: boolean;
  /** Without two samples in its window there is no value. */
  twoSamples?: boolean;
  wholeSteps?: boolean;
  needs?: Record<string, unknown>;
  quantile?: number;
  /** The other fields that it takes, with the answer's changed parts. */
  statuses?: boolean;
  single?: boolean;
  noOffset?: boolean;
}

const SHORT = { window: '$__rate_interval', byWindow: true };
/** Rates or increases over the window. */
const RATE = { ...SHORT, twoSamples: true };
const COUNT = { decimals: 0 };
/** Rates or increases over an hour, ranked by what is drawn. */
const HOUR = { window: '1h', twoSamples: true };
/** Over a day, or the whole range of an instant query. */
const RANGE = { window: '1d', instant: '$__range', byWindow: true, twoSamples: true };
/** 95 of 100 within 2 s. */
const PROMISE = { detail: 'objective p95 within 2 s', needs: { threshold: 2 }, quantile: 0.95 };
const LIMIT = { detail: 'over 2 s', needs: { threshold: 2 } };

const measures: Record<string, Measure> = {
  error_ratio: { title: 'Error ratio', unit: 'percentunit', ...RATE, statuses: true },
  success_ratio: { title: 'Success ratio', unit: 'percentunit', ...RATE, statuses: true },
  bad_requests: { title: 'Bad requests', unit: 'short', ...COUNT, ...RATE, instant: '$__range', statuses: true },
  valid_requests: { title: 'Valid requests', unit: 'short', ...COUNT, ...RATE, instant: '$__range', statuses: true },
  requests_or_none: {
    title: 'Valid requests, or none',
    unit: 'short',
    ...COUNT,
    ...RATE,
    instant: '$__range',
    statuses: true,
  },
  unknown_code_share: { title: 'Unknown status codes', unit: 'percentunit', ...RATE },
  good_within_objective: {
    title: 'Good responses within the objective',
    unit: 'percentunit',
    ...RATE,
    detail: 'within 2 s',
    needs: { threshold: 2 },
    statuses: true,
  },
  unserved_requests: { title: 'Unserved requests', unit: 'short', ...COUNT },
  unserved_async_requests: { title: 'Unserved async requests', unit: 'short', ...COUNT },
  stalled_requests: { title: 'Stalled requests', unit: 'short', ...COUNT, window: '10m' },
  usual_duration: { title: 'Usual response time', unit: 's', window: '6h', twoSamples: true, statuses: true },
  shorter_usual_duration: {
    title: 'Usual response time, the shorter of two days',
    unit: 's',
    window: '6h',
    twoSamples: true,
    statuses: true,
  },
  requests_in_flight: { title: "Requests in flight by Little's law", unit: 'short', ...RATE },
  canary_error_ratio: { title: 'Canary error ratio', unit: 'percentunit', ...RATE, statuses: true },
  canary_latency: { title: 'Canary latency', unit: 's', ...RATE, detail: 'p95', quantile: 0.95 },
  concurrency_per_replica: { title: 'Concurrency per replica', unit: 'short', ...SHORT },
  unrelieved_concurrency: {
    title: 'Concurrency per replica while nothing starts',
    unit: 'short',
    window: '$__rate_interval',
  },
  requests_per_replica: { title: 'Requests per replica', unit: 'reqps', ...RATE },
  replicas_total: { title: 'Replicas, active and starting', unit: 'short', ...COUNT },
  stuck_starting: { title: 'Replicas stuck starting', unit: 'short', ...COUNT, window: '20m' },
  restarts: { title: 'Restarts', unit: 'short', ...COUNT, window: '15m' },
  new_deployments: { title: 'New deployments', unit: 'short', ...COUNT, window: '1h' },
  gpus_in_use: { title: 'GPUs in use', unit: 'short', ...COUNT },
  idle_gpus: { title: 'Idle GPUs', unit: 'short', ...COUNT, window: '30m', detail: 'below 5%' },
  gpu_hours: { title: 'GPU hours', unit: 'suffix: h', ...SHORT, instant: '$__range', wholeSteps: true },
  export_gone: { title: 'Export gone', unit: 'short', ...COUNT, single: true },
  export_frozen: { title: 'Export frozen', unit: 'short', ...COUNT },
  data_age: { title: 'Age of the data', unit: 's', ...COUNT, window: '1h', noOffset: true },
  sustained_error_ratio: { title: 'Sustained error ratio', unit: 'percentunit', ...HOUR, statuses: true },
  refused_starts: {
    title: 'Async requests refused during a start',
    unit: 'short',
    ...COUNT,
    window: '12m',
    twoSamples: true,
  },
  burning_error_ratio: { title: 'Error ratio that burns', unit: 'percentunit', ...HOUR, statuses: true },
  sustained_late_ratio: { title: 'Sustained late ratio', unit: 'percentunit', ...HOUR, ...LIMIT, statuses: true },
  late_requests: {
    title: 'Late requests',
    unit: 'short',
    ...COUNT,
    ...RATE,
    ...LIMIT,
    instant: '$__range',
    statuses: true,
  },
  gave_up_ratio: { title: 'Clients that gave up', unit: 'percentunit', ...RATE, ...LIMIT },
  gave_up_requests: {
    title: 'Requests given up',
    unit: 'short',
    ...COUNT,
    ...RATE,
    ...LIMIT,
    instant: '$__range',
  },
  missing_bound: {
    title: 'Bucket bound that is missing',
    unit: 'short',
    ...COUNT,
    detail: 'at 2 s',
    needs: { threshold: 2 },
  },
  sustained_late_first_byte_ratio: {
    title: 'Sustained ratio of late first bytes',
    unit: 'percentunit',
    ...HOUR,
    ...LIMIT,
    statuses: true,
  },
  late_first_bytes: {
    title: 'Late first bytes',
    unit: 'short',
    ...COUNT,
    ...RATE,
    ...LIMIT,
    instant: '$__range',
    statuses: true,
  },
  missing_first_byte_bound: {
    title: 'Bound of the first byte that is missing',
    unit: 'short',
    ...COUNT,
    detail: 'at 2 s',
    needs: { threshold: 2 },
  },
  unserved_minutes: { title: 'Unserved minutes', unit: 'short', ...COUNT, window: '30m' },
  unserved_async_minutes: { title: 'Unserved async minutes', unit: 'short', ...COUNT, window: '30m' },
  start_waiting_minutes: { title: 'Minutes of waiting for a start', unit: 'short', ...COUNT, window: '1h' },
  lasting_concurrency: { title: 'Lasting concurrency per replica', unit: 'short', window: '20m' },
  failing_deployments: {
    title: 'Failing deployments',
    unit: 'short',
    ...COUNT,
    ...HOUR,
    statuses: true,
  },
  newborn_failures: { title: 'Failures in new counters', unit: 'short', ...COUNT },
  canary_error_score: {
    title: 'Canary error score',
    unit: 'short',
    window: '30m',
    twoSamples: true,
    statuses: true,
  },
  canary_verdict: {
    title: 'Canary verdict',
    unit: 'short',
    ...COUNT,
    window: '30m',
    twoSamples: true,
    detail: 'of 1%',
    statuses: true,
  },
  missing_families: { title: 'Missing families', unit: 'short', ...COUNT, single: true },
  missing_models: { title: 'Missing models', unit: 'short', ...COUNT, single: true },
  unmatched_export: { title: 'Nothing matches', unit: 'short', ...COUNT, single: true },
  availability_burn: {
    title: 'Burn of the availability budget',
    unit: 'suffix:×',
    decimals: 1,
    ...HOUR,
    detail: 'objective 99.9%',
    statuses: true,
  },
  latency_burn: {
    title: 'Burn of the latency budget',
    unit: 'suffix:×',
    decimals: 1,
    ...HOUR,
    ...PROMISE,
    statuses: true,
  },
  availability_budget_left: {
    title: 'Availability budget left',
    unit: 'percentunit',
    ...RANGE,
    detail: 'objective 99.9%',
    statuses: true,
  },
  latency_budget_left: { title: 'Latency budget left', unit: 'percentunit', ...RANGE, ...PROMISE, statuses: true },
  saturation: {
    title: 'Saturation',
    unit: 'percentunit',
    window: '$__rate_interval',
    detail: 'of 1 a replica',
  },
  async_drain_time: {
    title: 'Time until the async queue is empty',
    unit: 's',
    window: '30m',
    twoSamples: true,
  },
  undrained_requests: {
    title: 'Async requests that pile up',
    unit: 'short',
    ...COUNT,
    window: '30m',
    twoSamples: true,
    detail: 'longer than 7200 s',
  },
  wanted_replicas: { title: 'Wanted replicas', unit: 'short', ...COUNT },
  replicas_beyond_need: { title: 'Replicas beyond need', unit: 'short', ...COUNT },
  short_minutes: { title: 'Minutes short of capacity', unit: 'short', ...COUNT, window: '1h' },
  wanted_short_minutes: { title: 'Minutes short with these settings', unit: 'short', ...COUNT, window: '1h' },
  replica_changes: { title: 'Changes of replicas', unit: 'short', ...COUNT, window: '1h', byWindow: true },
  replica_hours: { title: 'Replica hours', unit: 'suffix: h', ...SHORT, instant: '$__range', wholeSteps: true },
  wanted_replica_hours: {
    title: 'Replica hours with these settings',
    unit: 'suffix: h',
    ...SHORT,
    instant: '$__range',
    wholeSteps: true,
  },
  autoscaling_diagnosis: {
    title: 'Autoscaling diagnosis',
    unit: 'short',
    ...COUNT,
    detail: 'p95 within 2 s, 1 a replica',
    needs: { threshold: 2 },
    quantile: 0.95,
    statuses: true,
  },
};

// What version 1 of the query counts, stated by hand: the server's faults, and all but the client's.
const BAD = '5..|429|[248]|1[2-5]|1006|101[1-5]';
const VALID =
  '[ -/0248:-~]?|[ -02-~].|1[ -/2-57-~]|[ -35-~]..|429|[ -02-~]...|1[ -/1-~]..|10[ -/2-~].|100[ -014-6:-~]|101[ -/1-~]|.{5,}';

const PARAMS: Params = {
  bad: BAD,
  valid: VALID,
  counted: VALID,
  threshold: 5,
  le: 'le=~"2|2\\\\.0"',
  leOperator: '=~',
  leValue: '2|2\\.0',
  quantile: 0.95,
  scaling: NEW_DEPLOYMENT,
  allowed: '0.001',
  target: '1',
  enough: '300',
  drain: '7200',
};

const production: Where = {
  filters: [{ label: 'environment', operator: '=', values: ['production'] }],
  text: 'environment="production"',
  matchers: [{ label: 'environment', operator: '=', value: 'production' }],
  names: ['production'],
};

/** A model's name of so many characters; what is left of the filters without it is `others`. */
function named(length: number, others = NOWHERE): Where {
  const name = 'm'.repeat(length);
  return {
    filters: [{ label: 'model_name', operator: '=', values: [name] }, ...others.filters],
    text: [`model_name="${name}"`, others.text].filter((text) => text !== '').join(','),
    matchers: [{ label: 'model_name', operator: '=', value: name }, ...others.matchers],
    // Names of results show no more than 40 characters of a value.
    names: [length > 40 ? `${name.slice(0, 40)}…` : name, ...others.names],
    withoutNames: others,
  };
}
/** Two filters on names, each of which is short. */
const twice: Where = {
  filters: [
    { label: 'model_name', operator: '!=', values: ['a'.repeat(21)] },
    { label: 'model_name', operator: '=~', values: ['b'.repeat(20)] },
  ],
  text: `model_name!="${'a'.repeat(21)}",model_name=~"${'b'.repeat(20)}"`,
  matchers: [
    { label: 'model_name', operator: '!=', value: 'a'.repeat(21) },
    { label: 'model_name', operator: '=~', value: 'b'.repeat(20) },
  ],
  names: [`model_name!=${'a'.repeat(21)}`, `model_name=~${'b'.repeat(20)}`],
  withoutNames: NOWHERE,
};

interface Variant {
  name: string;
  query?: Record<string, unknown>;
  where?: Where;
  groupBy?: string[];
  offset?: string;
  window?: string;
  instant?: boolean;
  top?: { order: 'top' | 'bottom'; n: number; of?: string[] };
  params?: Partial<Params>;
  detail?: string;
  scraped?: Scraped;
}

function ranked(plain: Text, rank: string, variant: Variant): string {
  const { top } = variant;
  if (!top) {
    return plain.expr;
  }
  const k = `${top.order === 'top' ? 'topk' : 'bottomk'}${top.of ? ` by (${top.of.join(', ')}) ` : ''}`;
  return variant.instant
    ? `${k}(${top.n}, ${plain.expr})`
    : `${plain.top === 'or' ? `(${plain.expr})` : plain.expr} and ${k}(${top.n}, ${rank})`;
}

function entry(id: string, m: Measure, variant: Variant): Entry {
  const write = texts[id] ?? diagnosisTexts[id];
  if (!write) {
    throw new Error(`no text for ${id}`);
  }
  const usual = (variant.instant && m.instant) || m.window || '';
  const window = m.window ? variant.window || usual : '';
  const groupBy = m.single ? [] : variant.groupBy || ['model_name', 'environment'];
  const f = frame(variant.where || NOWHERE, groupBy, window, variant.offset, variant.scraped);
  const params = { ...PARAMS, ...variant.params };
  const plain = write(f, params);
  const pin = ` @ end()${f.offset}`;
  const drawn = write({ ...f, offset: '' }, params);
  const rank = m.byWindow
    ? write({ ...f, window: '$__range', offset: pin }, params).expr
    : `avg_over_time(${drawn.top === 'none' ? drawn.expr : `(${drawn.expr})`}[$__range:$__interval]${pin})`;
  const detail = variant.detail || m.detail || '';
  const words = [detail, window.startsWith('$') || window === (m.window || '') ? '' : `over ${window}`].filter(
    (word) => word !== ''
  );
  const ago = variant.offset ? `${variant.offset} ago` : '';
  return {
    name: `${id}, ${variant.name}`,
    query: {
      metric: id,
      ...m.needs,
      ...(variant.where ? { filters: variant.where.filters } : {}),
      ...(variant.groupBy && !m.single ? { groupBy: variant.groupBy } : {}),
      ...(variant.offset ? { offset: variant.offset } : {}),
      ...(variant.window ? { window: variant.window } : {}),
      ...(variant.top ? { top: variant.top } : {}),
      ...(variant.instant ? { queryType: 'instant' } : {}),
      ...variant.query,
    },
    ...(variant.scraped ? { context: { scrapeIntervalMs: variant.scraped.ms } } : {}),
    result: answer(id, f, {
      expr: groupBy.length > 0 ? ranked(plain, rank, variant) : plain.expr,
      queryType: variant.instant ? 'instant' : 'range',
      title: [m.title, ...words, ...(ago ? [ago] : [])].join(', '),
      qualifier: [words.join(' ') || m.title.toLowerCase(), ...(ago ? [ago] : [])].join(' '),
      unit: m.unit,
      ...(m.decimals === undefined ? {} : { decimals: m.decimals }),
      window,
      needsTwoSamples: m.twoSamples === true,
      stepAtLeast: m.wholeSteps && !variant.instant ? window : '',
      ...(m.quantile === undefined ? {} : { quantile: params.quantile }),
      selects: plain.selects,
      outliers: plain.outliers ?? '',
    }),
  };
}

const everyTop = { order: 'top', n: 3 } as const;
const everyone: Variant[] = [
  { name: 'as it comes' },
  { name: 'in production', where: production, groupBy: ['model_name'] },
  { name: 'as one line', groupBy: [] },
  { name: 'now', instant: true, groupBy: ['model_id', 'cluster'] },
  { name: 'the top 3', top: { order: 'top', n: 3 }, groupBy: ['model_name'] },
  { name: 'the bottom 2 now', top: { order: 'bottom', n: 2 }, groupBy: ['model_name'], instant: true },
];
const withOffset: Variant[] = [
  { name: 'an hour ago', offset: '1h' },
  { name: 'the top 3 a day ago in production', offset: '1d', top: { order: 'top', n: 3 }, where: production },
];
const withWindow: Variant[] = [{ name: 'over 45 minutes', window: '45m', where: production }];
const withStatuses: Variant[] = [
  {
    name: 'with its own bad codes',
    query: { badStatus: '5..' },
    params: { bad: '5..', counted: `(?:5..)|(?:${VALID})` },
  },
  {
    name: 'with its own valid codes',
    query: { validStatus: '[235]..' },
    params: { valid: '[235]..', counted: `(?:${BAD})|(?:[235]..)` },
  },
  { name: 'with the usual codes written out', query: { badStatus: BAD, validStatus: VALID } },
];

const tried = {
  query: { concurrencyTarget: 8, utilization: 0.5, minReplicas: 1, maxReplicas: 4 },
  params: { scaling: { ...NEW_DEPLOYMENT, target: '8', use: '0.5', least: 1, most: 4, halvings: 1 } },
};
const delayed = { ...tried, query: { ...tried.query, scaleDownDelay: '15m' } };
const many: Variant = {
  name: 'with up to six replicas',
  query: { maxReplicas: 6 },
  params: { scaling: { ...NEW_DEPLOYMENT, most: 6, halvings: 2 } },
};
/** How many, and how often an excess of that many is halved: 63, 31, 15, 7, 3, 1. Never more often than five times. */
const excesses = [
  [2, 1],
  [3, 1],
  [4, 2],
  [7, 2],
  [8, 3],
  [63, 5],
  [64, 5],
].map(([most = 0, halvings = 0]): [string, Variant] => [
  'wanted_replicas',
  {
    name: `with up to ${most}`,
    query: { maxReplicas: most },
    params: { scaling: { ...NEW_DEPLOYMENT, most, halvings } },
  },
]);
const undelayed: Variant = {
  name: 'without delay',
  query: { maxReplicas: 4, scaleDownDelay: '0s' },
  params: { scaling: { ...NEW_DEPLOYMENT, most: 4, halvings: 1, delay: '0s' } },
};

const special: Array<[id: string, variant: Variant]> = [
  ...['wanted_replicas', 'wanted_short_minutes', 'wanted_replica_hours'].flatMap((id): Array<[string, Variant]> => [
    [id, { name: 'with other settings', ...delayed }],
    [id, many],
    [id, undelayed],
  ]),
  ['wanted_replicas', { ...many, name: 'with up to six replicas, an hour ago', offset: '1h' }],
  ...excesses,
  ['replicas_beyond_need', { name: 'with other settings', ...tried }],
  [
    'autoscaling_diagnosis',
    {
      name: 'for 99% within 2 s, with other settings',
      query: { ...tried.query, quantile: 0.99 },
      params: { ...tried.params, quantile: 0.99 },
      detail: 'p99 within 2 s, 8 a replica',
    },
  ],
  // Forty characters of names stand in each selector; of more, all models are looked at and those that are meant are kept.
  ['autoscaling_diagnosis', { name: 'of a short name', where: named(40) }],
  ['autoscaling_diagnosis', { name: 'of a long name', where: named(41) }],
  [
    'autoscaling_diagnosis',
    { name: 'of a long name in production, an hour ago', where: named(50, production), offset: '1h' },
  ],
  ['autoscaling_diagnosis', { name: 'of names that are long together', where: twice, groupBy: ['model_name'] }],
  ['autoscaling_diagnosis', { name: 'of a long name, not told apart', where: named(41), groupBy: ['environment'] }],
  ['canary_verdict', { name: 'of 5%', query: { threshold: 0.05 }, params: { enough: '60' }, detail: 'of 5%' }],
  [
    'undrained_requests',
    { name: 'ten minutes', query: { threshold: 600 }, params: { drain: '600' }, detail: 'longer than 600 s' },
  ],
  [
    'short_minutes',
    {
      name: 'at a target of 8',
      query: { concurrencyTarget: 8 },
      params: { scaling: { ...NEW_DEPLOYMENT, target: '8' } },
    },
  ],
  [
    'good_within_objective',
    {
      name: 'within half a second',
      query: { threshold: 0.5 },
      params: { le: 'le="0.5"', leOperator: '=', leValue: '0.5' },
      detail: 'within 500 ms',
    },
  ],
  ['canary_latency', { name: 'p50', query: { quantile: 0.5 }, params: { quantile: 0.5 }, detail: 'p50' }],
  ['canary_latency', { name: 'p99.9', query: { quantile: 0.999 }, params: { quantile: 0.999 }, detail: 'p99.9' }],
  ['idle_gpus', { name: 'below 20%', query: { threshold: 20 }, params: { threshold: 20 }, detail: 'below 20%' }],
  ['idle_gpus', { name: 'deployment by deployment', groupBy: ['deployment_id'] }],
  ['gpus_in_use', { name: 'GPU by GPU', groupBy: ['replica', 'gpu'] }],
  ['unserved_requests', { name: 'deployment by deployment', groupBy: ['deployment_id'] }],
  ['stalled_requests', { name: 'deployment by deployment', groupBy: ['model_name', 'deployment_id'] }],
  [
    'bad_requests',
    {
      name: 'the worst deployment and code of each model now',
      groupBy: ['model_name', 'deployment_id', 'status_code'],
      top: { order: 'top', n: 1, of: ['model_name'] },
      instant: true,
    },
  ],
  [
    'bad_requests',
    {
      name: 'the two worst codes of each model and environment',
      groupBy: ['model_name', 'environment', 'status_code'],
      top: { order: 'top', n: 2, of: ['model_name', 'environment'] },
    },
  ],
  ['error_ratio', { name: 'async and not', groupBy: ['is_async'] }],
  ['refused_starts', { name: 'of its own bad codes', query: { badStatus: '5..' }, params: { bad: '5..' } }],
  ['newborn_failures', { name: 'of its own bad codes', query: { badStatus: '5..' }, params: { bad: '5..' } }],
  ['unserved_minutes', { name: 'deployment by deployment', groupBy: ['deployment_id'] }],
  [
    'availability_burn',
    { name: 'for 97%', query: { threshold: 0.03 }, params: { allowed: '0.03' }, detail: 'objective 97%' },
  ],
  [
    'availability_budget_left',
    { name: 'for 99.5%', query: { threshold: 0.005 }, params: { allowed: '0.005' }, detail: 'objective 99.5%' },
  ],
  [
    'latency_burn',
    {
      name: 'for 99.5% within half a second',
      query: { threshold: 0.5, quantile: 0.995 },
      params: { le: 'le="0.5"', leOperator: '=', leValue: '0.5', quantile: 0.995 },
      detail: 'objective p99.5 within 500 ms',
    },
  ],
  [
    'latency_budget_left',
    {
      name: 'for 99%',
      query: { quantile: 0.99 },
      params: { quantile: 0.99 },
      detail: 'objective p99 within 2 s',
    },
  ],
  [
    'saturation',
    { name: 'of 16 a replica', query: { threshold: 16 }, params: { target: '16' }, detail: 'of 16 a replica' },
  ],
  [
    'missing_bound',
    {
      name: 'at half a second',
      query: { threshold: 0.5 },
      params: { le: 'le="0.5"', leOperator: '=', leValue: '0.5' },
      detail: 'at 500 ms',
    },
  ],
];

export const measureEntries: Entry[] = Object.entries(measures).flatMap(([id, m]) =>
  [
    ...everyone.filter((variant) => !(m.single && (variant.groupBy?.length || variant.top) && !variant.where)),
    ...(m.noOffset ? [] : withOffset.filter((variant) => !(m.single && variant.top))),
    ...(m.window ? withWindow : []),
    ...(m.statuses ? withStatuses : []),
    ...special.filter(([name]) => name === id).map(([, variant]) => variant),
  ].map((variant) => entry(id, m, variant))
);

/** Every measure with scrapes at another pace, the top ones too. */
export const scrapedMeasures = (scraped: Scraped): Entry[] =>
  Object.entries(measures).flatMap(([id, m]) =>
    [
      { name: `with scrapes each ${scraped.ms} ms`, scraped },
      ...(m.single ? [] : [{ name: `the top 3 with scrapes each ${scraped.ms} ms`, scraped, top: everyTop }]),
    ].map((variant) => entry(id, m, variant))
  );
