// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { english, german } from '../../testing/typedMetrics';
import { catalog } from '../../translator';
import { metricOptions } from './metricOptions';
import { searchMetrics } from './metricSearch';
import { costMetrics, metricWords } from './metricWords';

const REQUESTS = 'baseten_inference_requests_total';
const FIRST_BYTE = 'baseten_time_to_first_byte_seconds';
const CONCURRENT = 'baseten_concurrent_requests';
const SPEED = 'baseten_llm_tokens_per_second_per_request';

const ids = (search: string) => searchMetrics(search).entries.map(({ id }) => id);

describe('what people type finds first what it means', () => {
  const hint = (typed: string) =>
    `src/testing/typedMetrics.ts says what "${typed}" means: give the metric that name in src/editor/fields/metricWords.ts, then run: npx vitest run src/editor/fields`;

  it.each(english)('%s: %s', (typed, first) => {
    expect(ids(typed)[0], hint(typed)).toBe(first);
  });

  it.each(german)('in German, with English texts, %s: %s', (typed, first) => {
    expect(ids(typed)[0], hint(typed)).toBe(first);
  });

  it('has special measures behind what is asked for most', () => {
    const latency = ids('latency');
    expect(latency).toEqual(expect.arrayContaining(['canary_latency', 'baseten_async_webhook_latency_seconds']));
    expect(ids('errors').slice(0, 2)).toEqual(['error_ratio', 'bad_requests']);
    expect(ids('429').slice(0, 3)).toEqual([REQUESTS, 'error_ratio', 'bad_requests']);
    expect(ids('restarts').slice(0, 2)).toEqual(['restarts', 'baseten_container_restarts_total']);
    expect(ids('tokens per second').slice(0, 2)).toEqual([SPEED, 'baseten_llm_output_tokens_total']);
    expect(ids('concurrency').slice(0, 2)).toEqual([CONCURRENT, 'concurrency_per_replica']);
  });

  it('takes words in any order, each as the beginning of one', () => {
    expect(ids('byte first tim')[0]).toBe(FIRST_BYTE);
    expect(ids('tency')).toEqual([]);
  });

  it('finds each metric first by its title, and by its id', () => {
    for (const { id, title } of catalog) {
      expect(ids(title)[0], title).toBe(id);
      expect(ids(id)[0], id).toBe(id);
    }
  });

  it('shows all, as the catalog has them, until something is typed', () => {
    expect(ids(' ')).toEqual(catalog.map(({ id }) => id));
    expect(metricOptions('', undefined).map(({ group }) => group)).toEqual(catalog.map(({ group }) => group));
  });
});

describe('the table of names', () => {
  it('has a row at most for each metric, and none of another', () => {
    const rows = metricWords.map(([id]) => id);
    expect(new Set(rows).size).toBe(rows.length);
    const known = catalog.map(({ id }) => id);
    expect(known).toEqual(expect.arrayContaining([...rows, ...costMetrics]));
  });

  it.each(metricWords)('%s is found by each of its names', (id, ...names) => {
    for (const name of names) {
      expect(ids(name), name).toContain(id);
    }
  });
});

describe('what nothing tells', () => {
  it.each(['cost', 'costs', 'cost per token', 'GPU cost', 'billing', 'Kosten'])(
    '%s is said not to be exported',
    (typed) => {
      const [hint, ...rows] = metricOptions(typed, undefined);
      expect(hint?.infoOption).toBe(true);
      expect(hint?.label).toMatch(/^Costs are not exported/);
      expect(rows.map(({ value }) => value).sort()).toEqual(['gpu_hours', 'replica_hours']);
    }
  );

  it('has words to try in place of nothing', () => {
    const rows = metricOptions('xylophone', undefined);
    expect(rows).toEqual([expect.objectContaining({ infoOption: true })]);
    const words = rows[0]?.label?.replace(/^.*Try /, '').split(', ') ?? [];
    expect(words.length).toBeGreaterThan(3);
    for (const word of words) {
      expect(ids(word), word).not.toEqual([]);
    }
  });
});
