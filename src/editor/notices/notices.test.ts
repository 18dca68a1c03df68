import { describe, expect, it } from 'vitest';
import { translate } from '../../translator';
import { type BasetenQuery } from '../../types';
import { manyLines, missingLabels, mixedUnits, shortWindow } from './notices';

const latency = 'baseten_end_to_end_response_time_seconds';
const query = (metric: string, more: Partial<BasetenQuery> = {}): BasetenQuery => ({ refId: 'A', metric, ...more });
const texts = (notices: Array<{ text: string }>) => notices.map(({ text }) => text);

describe('a window without room for two scrapes', () => {
  const notice = (window: string, more: Partial<BasetenQuery> = {}, scrapeMs = 60_000) => {
    const asked = query(latency, { window, ...more });
    return shortWindow(asked, translate(asked), scrapeMs);
  };

  it('is said, and fixed by the automatic one', () => {
    const [found] = notice('1m');
    expect(found?.text).toContain('A window of 1m has no room for two scrapes, which are 1m apart');
    expect(found?.text).toContain('at least 2m');
    expect(translate(found?.fixes?.[0]?.query).window).toBe('$__rate_interval');
  });

  it.each<[string, string, Partial<BasetenQuery>, number]>([
    ['two scrapes fit', '2m', {}, 60_000],
    ['the server is scraped more often', '30s', {}, 15_000],
    ['the window is automatic', '', {}, 60_000],
    [
      'the highest of a gauge needs one sample',
      '1m',
      { metric: 'baseten_replicas_active', calculation: 'max_over_time' },
      60_000,
    ],
  ])('not where %s', (_, window, more, scrapeMs) => {
    expect(notice(window, more, scrapeMs)).toEqual([]);
  });
});

describe('units of a panel', () => {
  const bytes = query('baseten_container_cpu_memory_working_set_bytes', { refId: 'B' });
  const mebibytes = query('baseten_gpu_memory_used');

  it('that measure the same are named: bytes beside MiB', () => {
    const [found] = mixedUnits(mebibytes, [mebibytes, bytes]);
    expect(found).toMatchObject({ severity: 'warning' });
    expect(found?.text).toMatch(/^Query B measures the same in another unit/);
    expect(mixedUnits(bytes, [mebibytes, bytes])[0]?.text).toMatch(/^Query A /);
    expect(mixedUnits(mebibytes, [query('error_ratio', { refId: 'C' }), mebibytes])).toEqual([]);
  });

  it('are too many from the third on', () => {
    const traffic = query('baseten_inference_requests_total', { refId: 'B' });
    const errors = query('error_ratio', { refId: 'C' });
    expect(mixedUnits(query(latency), [traffic])).toEqual([]);
    expect(texts(mixedUnits(query(latency), [traffic, errors]))[0]).toContain('3 different units');
  });

  it.each<[string, Partial<BasetenQuery>]>([
    ['is a table', { format: 'table' }],
    ['is one number', { queryType: 'instant' }],
    ['can’t be translated', { window: 'soon', calculation: 'max_over_time' }],
    ['is PromQL', { editorMode: 'code', expr: 'up' }],
  ])('do not count where the other query %s', (_, more) => {
    expect(mixedUnits(mebibytes, [{ ...bytes, ...more }])).toEqual([]);
  });
});

describe('more lines than a graph can tell apart', () => {
  const gpu = query('baseten_gpu_utilization', { groupBy: ['replica', 'gpu'] });
  const notice = (asked: BasetenQuery, answered?: number, series?: number) =>
    manyLines(asked, translate(asked), answered, series);

  it('are expected from the number of series where nothing merges them', () => {
    const [found] = notice(gpu, undefined, 5000);
    expect(found?.text).toContain('up to 5,000 lines');
    expect(found?.fixes?.[0]?.query.top).toEqual({ order: 'top', n: 20 });
    expect(notice({ ...gpu, groupBy: ['model_name'] }, undefined, 5000)).toEqual([]);
    expect(
      notice({ ...gpu, filters: [{ label: 'model_name', operator: '=', values: ['a'] }] }, undefined, 5000)
    ).toEqual([]);
    expect(notice(gpu, undefined, 100)).toEqual([]);
    expect(notice(gpu)).toEqual([]);
  });

  it('are counted in the last answer, which knows better', () => {
    expect(notice({ ...gpu, groupBy: ['model_name'] }, 101, 5000)[0]?.text).toContain('The answer has 101 lines');
    expect(notice(gpu, 100, 5000)).toEqual([]);
  });

  it.each<[string, Partial<BasetenQuery>]>([
    ['only the highest are kept', { top: { order: 'top', n: 5 } }],
    ['it is a table', { format: 'table' }],
    ['it is one number each', { queryType: 'instant' }],
  ])('do not matter where %s', (_, more) => {
    expect(notice({ ...gpu, ...more }, 5000, 5000)).toEqual([]);
  });
});

describe('a label that the server lacks though Baseten exports it', () => {
  const gpu = query('baseten_gpu_utilization', {
    groupBy: ['$by', 'replica'],
    filters: [
      { label: 'replica', operator: '=', values: ['a'] },
      { label: 'model_name', operator: '=', values: ['m'] },
    ],
  });
  const filled = translate({ ...gpu, groupBy: ['gpu', 'replica'] });

  it('is named with what takes replica away, and let go by one click', () => {
    const [found, ...more] = missingLabels(gpu, filled, ['model_name', 'gpu', 'instance']);
    expect(more).toEqual([]);
    expect(found?.text).toContain('de-duplicates');
    expect(found?.fixes?.[0]?.query).toEqual({
      ...gpu,
      groupBy: ['$by'],
      filters: [{ label: 'model_name', operator: '=', values: ['m'] }],
    });
  });

  it('is any other that every series should have, in other words', () => {
    expect(texts(missingLabels(gpu, filled, ['model_name', 'replica']))).toEqual([
      expect.stringContaining('has the label gpu: grouping by it merges'),
    ]);
  });

  it.each<[string, BasetenQuery, string[]]>([
    ['the server has it', gpu, ['model_name', 'gpu', 'replica']],
    ['nothing is known of the server', gpu, []],
    ['it may be absent', query('baseten_replicas_active', { groupBy: ['environment'] }), ['model_name']],
    ['the query does not use it', query('baseten_gpu_utilization', { groupBy: ['gpu'] }), ['gpu']],
  ])('is nothing to say where %s', (_, asked, server) => {
    const groupBy = asked === gpu ? ['gpu', 'replica'] : asked.groupBy;
    expect(missingLabels(asked, translate({ ...asked, groupBy }), server)).toEqual([]);
  });
});
