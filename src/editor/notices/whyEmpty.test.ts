import { createDataFrame, type DataFrame, LoadingState, type PanelData, dateTime } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { type Filter } from '../../translator';
import { type BasetenQuery } from '../../types';
import { emptinessOf, emptyNotice } from './whyEmpty';

const now = dateTime(0);
const answer = (custom: unknown, state = LoadingState.Done): PanelData => {
  const frame: DataFrame = { ...createDataFrame({ fields: [] }), meta: { custom: { whyEmpty: custom } } };
  return { state, series: [frame], timeRange: { from: now, to: now, raw: { from: now, to: now } } };
};
const environment = {
  text: 'No series matches.',
  reason: 'filter',
  label: 'environment',
  values: ['', 'development', 'production', 'staging'],
  params: { metric: 'baseten_replicas_active' },
};

function fixes(filter: Partial<Filter>, emptiness: object = environment, more: Partial<BasetenQuery> = {}) {
  const query: BasetenQuery = {
    refId: 'A',
    metric: 'baseten_replicas_active',
    filters: [
      { label: 'model_name', operator: '=', values: ['a'] },
      { label: 'environment', operator: '=', values: ['prod'], ...filter },
    ],
    ...more,
  };
  const found = emptinessOf(answer(emptiness));
  return found ? (emptyNotice(query, found).fixes ?? []) : [];
}
const labels = (...args: Parameters<typeof fixes>) => fixes(...args).map(({ label }) => label);

describe('the reason of an empty answer', () => {
  it('is read of what the backend says, and only of an answer that has come', () => {
    expect(emptinessOf(answer(environment))).toEqual(environment);
    expect(emptinessOf(answer({ text: 'x', values: [7], label: 7 }))).toEqual({
      text: 'x',
      reason: '',
      label: '',
      params: {},
      values: [],
    });
    expect(emptinessOf(answer(undefined))).toBeUndefined();
    expect(emptinessOf(answer(environment, LoadingState.Loading))).toBeUndefined();
    expect(emptinessOf(undefined)).toBeUndefined();
  });

  it('is fixed by the nearest value, others and none at all', () => {
    expect(labels({})).toEqual(['Use production', 'Use (none)', 'Use development', 'Remove the filter on environment']);
    const [use, , , remove] = fixes({});
    expect(use?.query.filters).toEqual([
      { label: 'model_name', operator: '=', values: ['a'] },
      { label: 'environment', operator: '=', values: ['production'] },
    ]);
    expect(remove?.query.filters).toEqual([{ label: 'model_name', operator: '=', values: ['a'] }]);
  });

  it('is fixed first by the value that begins as the wanted one, however much longer it is', () => {
    const names = { ...environment, values: ['voice-agent', 'SDXL', 'llama-guard', 'Llama 3.1 70B Instruct'] };
    expect(labels({ values: ['Llama 2'] }, names).slice(0, 2)).toEqual([
      'Use Llama 3.1 70B Instruct',
      'Use llama-guard',
    ]);
  });

  it.each([
    ['Llma', 'Llama 3.1 70B Instruct'],
    ['whsiper', 'OpenAI Whisper large'],
    ['agnet', 'voice-agent'],
    ['voice-agnet', 'voice-agent'],
  ])('is fixed first by the value that has %s but for a slip', (wanted, first) => {
    const names = { ...environment, values: ['bge', 'voice-agent', 'Llama 3.1 70B Instruct', 'OpenAI Whisper large'] };
    expect(labels({ values: [wanted] }, names)[0]).toBe(`Use ${first}`);
  });

  it.each<[string, object, string, string[]]>([
    [
      'misspelt',
      { metric: 'baseten_inference_requets_total', unlisted: true },
      'rate(baseten_inference_requets_total[5m]) / baseten_inference_requets_total_x',
      ['rate(baseten_inference_requests_total[5m]) / baseten_inference_requets_total_x'],
    ],
    [
      'a histogram',
      { metric: 'baseten_h_seconds', parts: ['baseten_h_seconds_bucket', 'baseten_h_seconds_sum'] },
      'avg(baseten_h_seconds{a="b"})',
      ['avg(baseten_h_seconds_bucket{a="b"})', 'avg(baseten_h_seconds_sum{a="b"})'],
    ],
    ['known, and only absent', { metric: 'baseten_replicas_active' }, 'baseten_replicas_active', []],
  ])('where the name in PromQL is %s, offers those that there are', (_, params, expr, want) => {
    const found = emptinessOf(answer({ text: 'It is not there.', reason: 'metric', params }));
    const offers = found && emptyNotice({ refId: 'A', editorMode: 'code', expr }, found).fixes;
    expect(offers?.map(({ query }) => query.expr).slice(0, 2)).toEqual(want);
  });

  it.each<[string, Partial<Filter>, object]>([
    ['excludes', { operator: '!=' }, environment],
    ['holds a variable', { values: ['$env'] }, environment],
    ['is on a label that no series has', {}, { ...environment, reason: 'label', values: [] }],
  ])('leaves only the way out where the filter %s', (_, filter, emptiness) => {
    expect(labels(filter, emptiness)).toEqual(['Remove the filter on environment']);
  });

  it.each<[string, Partial<Filter>, object, Partial<BasetenQuery>]>([
    ['the filter is the dashboard’s', { label: 'other' }, environment, {}],
    ['the filter is switched off', { disabled: true }, environment, {}],
    ['the query is PromQL', {}, environment, { editorMode: 'code' }],
    ['it is no filter at all', {}, { text: 'gone', reason: 'metric' }, {}],
  ])('offers nothing where %s', (_, filter, emptiness, more) => {
    expect(labels(filter, emptiness, more)).toEqual([]);
  });

  it('that is the time range asks for another one', () => {
    const found = emptinessOf(answer({ text: 'The last one was yesterday.', reason: 'range' }));
    expect(found && emptyNotice({ refId: 'A' }, found).text).toBe(
      'The last one was yesterday. Choose a longer time range, or an earlier one.'
    );
  });

  it.each([
    ['that is before the samples asks for a later one', { later: true }, 'Choose a later time range.'],
    [
      'that has no past to compare with asks for a nearer past',
      { later: true, before: '7d' },
      'Compare with a past that is nearer.',
    ],
  ])('%s', (_, params, hint) => {
    const found = emptinessOf(answer({ text: 'The last one was now.', reason: 'range', params }));
    expect(found && emptyNotice({ refId: 'A' }, found).text).toBe(`The last one was now. ${hint}`);
  });
});
