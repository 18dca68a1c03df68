/** The calculations on exported series, as the design's table writes them. */
import type { Bound, Series } from './series';
import { answer, pick, type Frame } from './text';
import type { Translation } from '../shapes';

/** What a template is asked for, beside the frame. */
export interface Ask {
  instant?: boolean;
  aggregation?: string;
  top?: { order: 'top' | 'bottom'; n: number };
}

const WORDS: Record<string, string> = {
  sum: 'sum',
  avg: 'average',
  max: 'highest',
  min: 'lowest',
  count: 'number of series',
};

/** Wraps a query for `top`: whole lines, ranked once by one number for the whole range. */
function topped(plain: string, rank: string, ask: Ask, f: Frame): string {
  if (!ask.top || f.groupBy.length === 0) {
    return plain;
  }
  const k = ask.top.order === 'top' ? 'topk' : 'bottomk';
  return ask.instant ? `${k}(${ask.top.n}, ${plain})` : `${plain} and ${k}(${ask.top.n}, ${rank})`;
}

/** The same query over the whole range, pinned to its end. */
const pinned = (f: Frame): Frame => ({ ...f, window: '$__range', offset: ` @ end()${f.offset}` });

function twice(write: (f: Frame) => string, ask: Ask, f: Frame): string {
  return topped(write(f), write(pinned(f)), ask, f);
}

const selects = (f: Frame, ...metrics: string[]): Translation['selects'] =>
  metrics.map((metric) => ({ metric, matchers: f.where.matchers }));

function rate(s: Series, f: Frame, ask: Ask): Translation {
  const usual = s.aggregations[0];
  const aggregation = ask.aggregation || usual;
  const title = s.rateTitle || '';
  const word = WORDS[aggregation || ''];
  return answer(s.id, f, {
    expr: twice((g) => `${aggregation}${g.by}(rate(${pick(s.id, g)}))`, ask, f),
    title: aggregation === usual ? title : `${title}, ${word} rate`,
    qualifier: aggregation === usual ? 'rate' : `${word} rate`,
    unit: s.rateUnit || '',
    window: f.window,
    needsTwoSamples: true,
    selects: selects(f, s.id),
  });
}

function increase(s: Series, f: Frame, ask: Ask): Translation {
  return answer(s.id, f, {
    expr: twice((g) => `sum${g.by}(increase(${pick(s.id, g)}))`, ask, f),
    title: s.countTitle || '',
    qualifier: 'count',
    unit: s.unit,
    ...(s.unit === 'short' ? { decimals: 0 } : {}),
    window: f.window,
    needsTwoSamples: true,
    stepAtLeast: ask.instant ? '' : f.window,
    selects: selects(f, s.id),
  });
}

function quantile(s: Series, f: Frame, ask: Ask): Translation {
  const bucket = `${s.id}_bucket`;
  return answer(s.id, f, {
    expr: twice((g) => `histogram_quantile(0.95, sum${g.byLe}(rate(${pick(bucket, g)})))`, ask, f),
    title: `${s.title}, p95`,
    qualifier: 'p95',
    unit: s.unit,
    window: f.window,
    needsTwoSamples: true,
    quantile: 0.95,
    bucketSelector: pick(bucket, f, '', '', ''),
    selects: selects(f, bucket),
  });
}

function mean(s: Series, f: Frame, ask: Ask): Translation {
  const [sum, count] = [`${s.id}_sum`, `${s.id}_count`];
  return answer(s.id, f, {
    expr: twice((g) => `sum${g.by}(rate(${pick(sum, g)})) / (sum${g.by}(rate(${pick(count, g)})) > 0)`, ask, f),
    title: `${s.title}, mean`,
    qualifier: 'mean',
    unit: s.unit,
    window: f.window,
    needsTwoSamples: true,
    selects: selects(f, sum, count),
  });
}

function observations(s: Series, f: Frame, ask: Ask): Translation {
  const count = `${s.id}_count`;
  return answer(s.id, f, {
    expr: twice((g) => `sum${g.by}(rate(${pick(count, g)}))`, ask, f),
    title: s.rateTitle || '',
    qualifier: 'rate',
    unit: s.rateUnit || '',
    window: f.window,
    needsTwoSamples: true,
    selects: selects(f, count),
  });
}

const NO_BOUND: Bound = { threshold: 0, le: '', operator: '=', value: '', words: '' };

function shareWithin(s: Series, f: Frame, ask: Ask): Translation {
  const [bucket, count] = [`${s.id}_bucket`, `${s.id}_count`];
  const { le, operator, value, words } = s.bound || NO_BOUND;
  const bound = { label: 'le', operator, value };
  const write = (g: Frame) => `sum${g.by}(rate(${pick(bucket, g, le)})) / (sum${g.by}(rate(${pick(count, g)})) > 0)`;
  return answer(s.id, f, {
    expr: twice(write, ask, f),
    title: `${s.title}, ${words}`,
    qualifier: words,
    unit: 'percentunit',
    window: f.window,
    needsTwoSamples: true,
    selects: [{ metric: bucket, matchers: [...f.where.matchers, bound] }, ...selects(f, count)],
  });
}

function heatmap(s: Series, f: Frame): Translation {
  const bucket = `${s.id}_bucket`;
  const text = 'A heatmap adds up all series that the filters select; its grouping is not used.';
  return answer(s.id, f, {
    expr: `sum by (le) (increase(${pick(bucket, f)}))`,
    format: 'heatmap',
    title: s.title,
    qualifier: 'heatmap',
    labels: [],
    unit: s.unit,
    window: f.window,
    needsTwoSamples: true,
    stepAtLeast: f.window,
    selects: selects(f, bucket),
    notices: f.groupBy.join() === 'deployment_id' ? [{ severity: 'info', text }] : [],
  });
}

function gaugeFields(s: Series, aggregation: string): Partial<Translation> {
  if (aggregation === 'count') {
    return { unit: 'short', decimals: 0 };
  }
  return s.unit === 'percent' ? { unit: 'percent', min: 0, max: 100 } : { unit: s.unit };
}

/** Percentages are documented to be 0 to 100; what lies outside is left out. */
const within = (s: Series) => (s.unit === 'percent' ? ' >= 0 <= 100' : '');

/** How many series had samples outside, and the one with the highest. */
export function outside(metric: string, f: Frame): string {
  const over = (func: string) => `${func}(${pick(metric, f, '', '$__range')})`;
  const found = `${over('max_over_time')} > 100 or ${over('min_over_time')} < 0`;
  return `count(${found}) or topk(1, ${found})`;
}

function value(s: Series, f: Frame, ask: Ask): Translation {
  const usual = s.aggregations[0] || '';
  const aggregation = ask.aggregation || usual;
  const word = WORDS[aggregation] || '';
  const plain = `${aggregation}${f.by}(${pick(s.id, f, '', '')}${within(s)})`;
  const inner = `${aggregation}${f.by}(${pick(s.id, f, '', '', '')}${within(s)})`;
  const rank = `avg_over_time(${inner}[$__range:$__interval] @ end()${f.offset})`;
  return answer(s.id, f, {
    expr: topped(plain, rank, ask, f),
    title: aggregation === usual ? s.title : `${s.title}, ${word}`,
    qualifier: word,
    ...gaugeFields(s, aggregation),
    outliers: within(s) && outside(s.id, f),
    selects: selects(f, s.id),
  });
}

function overTime(func: string, word: string, same: string) {
  return (s: Series, f: Frame, ask: Ask): Translation => {
    const usual = s.aggregations[0] || '';
    const aggregation = ask.aggregation || usual;
    const words = aggregation === usual ? word : `${word} of ${WORDS[aggregation]}`;
    const write = (g: Frame) =>
      aggregation === same && within(s) === ''
        ? `${same}${g.by}(${func}(${pick(s.id, g)}))`
        : `${func}(${aggregation}${g.by}(${pick(s.id, g, '', '', '')}${within(s)})[${g.window}:${g.scraped.step}]${g.offset})`;
    return answer(s.id, f, {
      expr: twice(write, ask, f),
      title: `${s.title}, ${words}`,
      qualifier: words,
      ...gaugeFields(s, aggregation),
      outliers: within(s) && outside(s.id, f),
      window: f.window,
      selects: selects(f, s.id),
    });
  };
}

export type Template = (s: Series, f: Frame, ask: Ask) => Translation;

export const onCounters: Record<string, Template> = { rate, increase };
export const onHistograms: Record<string, Template> = {
  quantile,
  mean,
  rate: observations,
  share_within: shareWithin,
  heatmap,
};
export const onGauges: Record<string, Template> = {
  value,
  max_over_time: overTime('max_over_time', 'peak', 'max'),
  min_over_time: overTime('min_over_time', 'low', 'min'),
  avg_over_time: overTime('avg_over_time', 'average over time', 'none'),
};
