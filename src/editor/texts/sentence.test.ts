import { describe as suite, expect, it } from 'vitest';
import { catalog, fieldsOf } from '../../translator';
import { CHANGED_SHARED, PLAIN } from '../../testing/arbitrary';
import { describe } from './sentence';

/** How an answer looks is no part of what is asked. */
const SHOWN = fieldsOf('shown');
const RESPONSE = 'baseten_end_to_end_response_time_seconds';

suite('the sentence about a query', () => {
  const cases: Array<[string, object, string]> = [
    [
      'a percentile with filters',
      {
        metric: RESPONSE,
        groupBy: ['model_name'],
        filters: [
          { label: 'model_name', operator: '=', values: ['Llama', 'Whisper'] },
          { label: 'environment', operator: '=', values: ['production', ''] },
        ],
      },
      'End-to-end response time: 95% of them took at most this long, one line for each model, where model is Llama or Whisper and environment is production or (none), over the last few scrapes.',
    ],
    [
      'a rate of everything, compared with the past',
      { metric: 'baseten_inference_requests_total', groupBy: [], window: '5m', offset: '1d' },
      'Inference requests: per second, everything together, over the last 5m. As it was 1d ago.',
    ],
    [
      'the highest few of a gauge',
      { metric: 'baseten_replicas_active', groupBy: ['deployment_id'], top: { order: 'top', n: 3 } },
      'Active replicas: the value at each moment, added up, one line for each deployment. Only the 3 highest.',
    ],
    [
      'a count in an instant query covers the range',
      { metric: 'baseten_inference_requests_total', calculation: 'increase', queryType: 'instant', groupBy: [] },
      'Inference requests: how many in all, everything together, over the whole time range.',
    ],
    [
      'patterns, and a filter that is switched off',
      {
        metric: 'baseten_gpu_utilization',
        groupBy: ['replica', 'gpu'],
        filters: [
          { label: 'cluster', operator: '!~', values: ['eu-.*'] },
          { label: 'environment', operator: '=', values: ['staging'], disabled: true },
        ],
      },
      'GPU utilization: the value at each moment, on average, one line for each replica and GPU, where cluster does not match eu-.*.',
    ],
    [
      'a share within a threshold',
      { metric: RESPONSE, calculation: 'share_within', threshold: 0.5, groupBy: [] },
      'End-to-end response time: the share that was at most 500 ms, everything together, over the last few scrapes.',
    ],
  ];

  it.each(cases)('%s', (_, query, sentence) => {
    expect(describe(query)).toBe(sentence);
  });

  it.each(Object.entries(CHANGED_SHARED))('is another one where %s is', (name, value) => {
    const isOfNoAnswer = SHOWN.some((field) => field === name);
    const sentence = describe({ ...PLAIN, [name]: value });
    const hint = `Say in src/editor/texts/sentence.ts what ${name} asks, then run: npx vitest run src/editor/texts`;
    expect(sentence === describe(PLAIN), hint).toBe(isOfNoAnswer);
  });

  it('is empty without a metric and in code mode', () => {
    expect(describe({})).toBe('');
    expect(describe({ editorMode: 'code', expr: 'up', metric: RESPONSE })).toBe('');
    expect(describe(null)).toBe('');
  });

  const all = catalog.flatMap((entry) => entry.calculations.map((calculation) => [entry.id, calculation] as const));

  it.each(all)('%s, %s has words of its own and no PromQL', (metric, calculation) => {
    const sentence = describe({
      metric,
      calculation,
      threshold: 1,
      ...(metric === 'export_gone' ? { groupBy: [] } : {}),
    });
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(/\$__|baseten_|undefined|[{}[\]]/);
  });
});
