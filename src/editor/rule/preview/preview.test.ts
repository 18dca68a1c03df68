import { type DataQueryRequest, type DataQueryResponse, FieldType, toDataFrame } from '@grafana/data';
import { Observable, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type EditorSource } from '../../../source';
import { type BasetenQuery } from '../../../types';
import { askPiece } from './ask';
import { BEFORE, EVALUATIONS, Past } from './past';
import { bothSides, effectOn } from './bothSides';
import { rangeOf, STEP_MS } from './range';
import { verdict } from './verdict';

const begin = 1_000_000 * STEP_MS;
const model: BasetenQuery = { refId: 'A', metric: 'error_ratio', window: '5m', queryType: 'instant' };

/** A data source that answers with what it is given; the real one is in tests/e2e. */
function source(query: (request: DataQueryRequest<BasetenQuery>) => Observable<DataQueryResponse>): EditorSource {
  const made: Partial<EditorSource> = { uid: 'x', context: {}, query };
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- Only what is asked is there.
  return made as EditorSource;
}

function frame(refId: string, minutes: number[], values: Array<number | null>, interval = STEP_MS) {
  return toDataFrame({
    refId,
    fields: [
      {
        name: 'time',
        type: FieldType.time,
        values: minutes.map((each) => begin + each * STEP_MS),
        config: { interval },
      },
      { name: 'value', type: FieldType.number, values, labels: refId === 'A' ? { model_name: 'm' } : {} },
    ],
  });
}

/** Each minute, at the very time of the evaluation. */
const scraped = frame(
  'C',
  [2, 3, 4],
  [2, 3, 4].map((each) => (begin + each * STEP_MS) / 1000)
);

const ask = (data: DataQueryResponse, signal = new AbortController().signal) =>
  askPiece(
    source(() => of(data)),
    model,
    begin,
    4,
    { first: 2, last: 4 },
    signal
  );

describe('a piece', () => {
  it('is asked in the background, with the step of the evaluations, and beside it whether anything arrived', async () => {
    const asked: Array<DataQueryRequest<BasetenQuery>> = [];
    const datasource = source((request) => {
      asked.push(request);
      return of({ data: [] });
    });
    await askPiece(datasource, rangeOf(model, {}), begin, 100, { first: 2, last: 4 }, new AbortController().signal);
    const [request] = asked;
    expect(request?.range.from.valueOf()).toBe(begin + 2 * STEP_MS);
    // Six more, to see whether the server was away soon after.
    expect(request?.range.to.valueOf()).toBe(begin + 10 * STEP_MS);
    expect(request?.targets).toMatchObject([
      { ...model, queryType: 'range', interval: '1m', background: true },
      { metric: 'export_gone', queryType: 'range', interval: '1m', background: true },
      { expr: 'max(timestamp(up))', queryType: 'range', interval: '1m', background: true },
    ]);
  });

  it('has values where there are some, and knows where the export had arrived', async () => {
    const { series, known } = await ask({
      data: [frame('A', [2, 3, 4], [0.5, null, 1]), frame('B', [2, 3, 4], [0, 0, 1]), scraped],
    });
    expect(series.map(({ labels, values }) => [labels, [...values]])).toEqual([[{ model_name: 'm' }, [0.5, NaN, 1]]]);
    expect([...known]).toEqual([1, 1, 0]);
  });

  it('knows nothing where the export’s own answer is missing', async () => {
    expect([...(await ask({ data: [frame('A', [2, 3, 4], [1, 1, 1])] })).known]).toEqual([0, 0, 0]);
  });

  it.each<[string, DataQueryResponse, RegExp]>([
    ['a longer step', { data: [frame('A', [2, 4], [0, 0], 2 * STEP_MS)] }, /another step/],
    ['an error of a query', { data: [], errors: [{ message: 'too many samples', refId: 'A' }] }, /too many samples/],
    [
      'half of the storage',
      {
        data: [
          {
            ...frame('A', [2, 3, 4], [0, 0, 0]),
            meta: { notices: [{ severity: 'warning', text: 'The answer is partial: the server could not …' }] },
          },
        ],
      },
      /partial/,
    ],
  ])('is not known with %s', async (_, data, words) => {
    await expect(ask(data)).rejects.toThrow(words);
  });

  it('is let go of at once', async () => {
    const control = new AbortController();
    let left = false;
    const asked = askPiece(
      source(() => new Observable(() => () => (left = true))),
      model,
      begin,
      1,
      { first: 0, last: 1 },
      control.signal
    );
    control.abort();
    await expect(asked).rejects.toThrow('stopped');
    expect(left).toBe(true);
  });
});

describe('the query over a range', () => {
  it('is PromQL where a range would count over another step', () => {
    const increase: BasetenQuery = {
      refId: 'A',
      metric: 'baseten_inference_requests_total',
      calculation: 'increase',
      window: '5m',
      groupBy: [],
      queryType: 'instant',
    };
    expect(rangeOf(increase, {})).toMatchObject({
      editorMode: 'code',
      expr: 'sum(increase(baseten_inference_requests_total[5m]))',
      queryType: 'range',
      interval: '1m',
    });
  });

  it('can’t be ranked anew at each evaluation', () => {
    const top = { order: 'top' as const, n: 3 };
    expect(() => rangeOf({ refId: 'A', metric: 'baseten_replicas_active', top }, {})).toThrow('chosen anew');
  });

  it.each([
    ['topk(3, up @ end())', true],
    ['up @start ( )', true],
    ['sum_over_time(up[1h:1m] @\n# the last\nEND())', true],
    ['up @ 1700000000', false],
    ['up{path="/users/@ end()"}', false],
    ["up{path='it\\'s @ start()'} + up{path=`@ end()`}", false],
    ['up # not @ end()', false],
  ])('is asked for of PromQL unless it reads the ends of its range: %s', (expr, refused) => {
    const ask = () => rangeOf({ refId: 'A', editorMode: 'code', expr }, {});
    if (refused) {
      expect(ask).toThrow('chosen anew');
    } else {
      expect(ask().queryType).toBe('range');
    }
  });
});

describe('a past of which one part is known', () => {
  const past = new Past(begin + EVALUATIONS * STEP_MS);
  const count = EVALUATIONS - BEFORE;
  const last = EVALUATIONS - 1;
  // Of the last half: silent but for an hour that ends an hour before the end, and without a value for its first hour.
  const first = BEFORE + count / 2;
  const values = new Float64Array(count / 2).fill(0);
  values.fill(NaN, 0, 60);
  values.fill(0.5, count / 2 - 120, count / 2 - 60);
  past.add(
    { first, last },
    { series: [{ labels: { model_name: 'm' }, values }], known: new Uint8Array(count / 2).fill(1) }
  );
  const limit = { below: false, value: 0.1, minutes: 5 };

  it('fires after five minutes and for five more, and is unknown elsewhere', () => {
    const report = past.report(limit);
    expect(
      report.stretches
        .filter(({ colour }) => colour === 'fired')
        .map(({ start, end }) => [(start - (past.times[last] ?? 0)) / STEP_MS, (end - start) / STEP_MS])
    ).toEqual([
      // Sixty minutes, less the five of pending, and five that it is kept.
      [-114, 60],
    ]);
    expect(report.known).toBeCloseTo(0.5, 2);
    expect(verdict(report)).toBe('Pages in 7 days: at least 1, 0.3 a day in the 49% that are known');
  });

  it('says no number of pages where there was none', () => {
    expect(verdict(past.report({ ...limit, value: 0.9 }))).toBe(
      'Nobody can tell how often it would have rung: only 49% is known.'
    );
  });

  it('knows what there was', () => {
    expect(past.highestAndLowest()).toEqual({ highest: 0.5, lowest: 0 });
    expect(past.withoutValue()).toBe(60 / (count / 2));
    expect(past.report({ below: true, value: -1, minutes: 1 }).firings).toEqual([]);
  });
});

describe('both sides of a threshold', () => {
  const labels = { model_name: 'm' };
  const past = new Past(begin + EVALUATIONS * STEP_MS);
  // A model that nobody calls at night: it has no value then.
  const values = Float64Array.from(past.times, (time) => {
    const hour = new Date(time).getHours();
    return hour >= 21 || hour < 7 ? NaN : 0.01;
  });
  past.add(
    { first: 0, last: EVALUATIONS - 1 },
    { series: [{ labels, values }], known: new Uint8Array(EVALUATIONS).fill(1) }
  );

  it('pages for an outage by day in minutes, and for none of a night without traffic', () => {
    const injected = effectOn({ ...model, groupBy: ['model_name'] });
    const rows = injected && bothSides(past, labels, { below: false, value: 0.1, minutes: 5 }, injected);
    // 1% and a fifth of the rest: over 10% in the first minute; then five minutes, and half of one.
    expect(rows?.all.day.medianMs).toBe(6.5 * STEP_MS);
    expect(rows?.all.day.begins).toBeGreaterThan(10);
    // 1%, 4.96%, 8.92%, 12.88%: the third minute.
    expect(rows?.fifth.day.medianMs).toBe(8.5 * STEP_MS);
    expect(rows?.twentieth.day).toMatchObject({ medianMs: undefined });
    expect(rows?.hung.day.never).toBe(rows?.hung.day.begins);
    expect(rows?.all.night.never).toBeGreaterThan(0);
  });

  it.each<[title: string, query: Partial<BasetenQuery>]>([
    ['another metric', { metric: 'baseten_replicas_active' }],
    ['other codes', { badStatus: '404' }],
    ['the past', { offset: '1h' }],
    ['text', { editorMode: 'code', expr: 'x' }],
    ['no window', { window: undefined }],
    [
      'single codes',
      {
        metric: 'baseten_inference_requests_total',
        filters: [{ label: 'status_code', operator: '=', values: ['500'] }],
      },
    ],
  ])('are not guessed for %s', (_, query) => {
    expect(effectOn({ ...model, ...query })).toBeUndefined();
  });
});
