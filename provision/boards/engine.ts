/** Async work and the LLM engine. */
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from '../board';
import { COLORS, FLEET, lines, number } from '../panels';
import { worst } from '../tiles';
import { drains } from './signals';

const ONE = { filters: FLEET, groupBy: [] };
const BY_MODEL = { filters: FLEET, groupBy: ['model_name'] };

const quantile = (metric: string) => ({ metric, calculation: 'quantile' as const, quantile: 0.95, ...BY_MODEL });

/** Low percentiles are the slow requests. */
const speed = (value: number) => ({ ...quantile('baseten_llm_tokens_per_second_per_request'), quantile: value });

/** Words for "true" and "false", which a legend says nothing with; the colour of a name goes with the name. */
const readiness = (value: string, color: string) => [
  { id: 'displayName', value },
  { id: 'color', value: { mode: 'fixed', fixedColor: color } },
];

export function engine() {
  return board(
    {
      uid: 'baseten-engine',
      title: 'Baseten / Async and LLM engine',
      description: 'Does queued work get done, and what do the engines do with tokens.',
    },
    'fleet'
  )
    .withRow(new RowBuilder('Does queued work get done?'))
    .withPanel(
      number(
        { title: 'Async requests waiting', description: 'In the queue now.' },
        { metric: 'baseten_async_queue_size', ...ONE },
        { decimals: 0, span: 8 }
      )
    )
    .withPanel(worst(drains.text, [{ metric: 'async_drain_time', ...BY_MODEL }], { ...drains.options, span: 8 }))
    .withPanel(
      number(
        {
          title: 'Waiting with no replica',
          description: 'Async requests where no replica was active for 3 minutes. Normal is 0.',
        },
        { metric: 'unserved_async_requests', ...ONE },
        { alarm: 1, decimals: 0, span: 8 }
      )
    )
    .withPanel(
      number(
        {
          title: 'Time in the queue, p95',
          description: '95% waited less than this. "More than" stands before the highest bound that the export has.',
        },
        { metric: 'baseten_time_in_async_queue_seconds', calculation: 'quantile', window: '15m', ...ONE },
        { attention: 600, decimals: 1, span: 12, noValue: 'no async work' }
      )
    )
    .withPanel(
      number(
        { title: 'Webhook latency, p95', description: 'Of the calls that deliver results.' },
        { metric: 'baseten_async_webhook_latency_seconds', calculation: 'quantile', window: '15m', ...ONE },
        { decimals: 1, span: 12, noValue: 'no webhook' }
      )
    )
    .withPanel(
      lines(
        { title: 'Async requests waiting by model', description: 'A queue that only grows is not worked off.' },
        [{ metric: 'baseten_async_queue_size', ...BY_MODEL }],
        { decimals: 0, span: 8 }
      )
    )
    .withPanel(
      lines(
        { title: 'Time in queue by model, p95', description: '95% waited less than this.' },
        [quantile('baseten_time_in_async_queue_seconds')],
        { decimals: 1, span: 8 }
      )
    )
    .withPanel(
      lines(
        {
          title: 'Webhook calls/s by model',
          description: 'One for each finished async request with a webhook.',
        },
        [{ metric: 'baseten_async_webhook_requests_total', ...BY_MODEL }],
        { span: 8 }
      )
    )
    .withRow(new RowBuilder('What do the engines do with tokens?'))
    .withPanel(
      lines(
        { title: 'Tokens per second, in and out', description: 'Prompt tokens read and tokens generated.' },
        [
          { metric: 'baseten_llm_input_tokens_total', ...ONE, legendFormat: 'in' },
          { metric: 'baseten_llm_output_tokens_total', ...ONE, legendFormat: 'out' },
        ],
        { decimals: 0, linked: false }
      )
    )
    .withPanel(
      lines(
        { title: 'Output tokens per second by model', description: 'What the engines produce.' },
        [{ metric: 'baseten_llm_output_tokens_total', ...BY_MODEL }],
        { decimals: 0 }
      )
    )
    .withPanel(
      lines(
        {
          title: 'Tokens per second and request by model, p50',
          description: 'How fast a reader sees the answer grow: the engine’s own measure, request by request.',
        },
        [speed(0.5)],
        { decimals: 0 }
      )
    )
    .withPanel(
      lines(
        {
          title: 'Tokens per second and request by model, p5',
          description: 'One request in twenty is slower than this. It falls first where too many share a replica.',
        },
        [speed(0.05)],
        { decimals: 0 }
      )
    )
    .withPanel(
      lines(
        { title: 'Input tokens a request by model, p95', description: 'Longer prompts take longer to the first byte.' },
        [quantile('baseten_llm_input_tokens_per_request')],
        { decimals: 0, span: 8 }
      )
    )
    .withPanel(
      lines(
        { title: 'Output tokens a request by model, p95', description: 'Longer answers take longer as a whole.' },
        [quantile('baseten_llm_output_tokens_per_request')],
        { decimals: 0, span: 8 }
      )
    )
    .withPanel(
      lines(
        { title: 'KV cache hit rate by model, mean', description: 'Share of the prompt that came from the cache.' },
        [{ metric: 'baseten_llm_kv_cache_hit_rate', calculation: 'mean', ...BY_MODEL }],
        { decimals: 1, span: 8 }
      ).max(1)
    )
    .withPanel(
      lines(
        {
          title: 'Draft tokens per second, proposed and accepted',
          description: 'Speculative decoding pays while most are accepted.',
        },
        [
          { metric: 'baseten_llm_spec_decode_num_draft_tokens_total', ...ONE, legendFormat: 'proposed' },
          { metric: 'baseten_llm_spec_decode_num_accepted_tokens_total', ...ONE, legendFormat: 'accepted' },
        ],
        { decimals: 0, span: 8, linked: false }
      )
    )
    .withPanel(
      lines(
        { title: 'Tokens in flight by model', description: 'Now in the engines.' },
        [{ metric: 'baseten_llm_in_flight_tokens', ...BY_MODEL }],
        { decimals: 0, span: 8 }
      )
    )
    .withPanel(
      lines(
        { title: 'Requests in the engine by model', description: 'Those that the engine works on or holds back.' },
        [{ metric: 'baseten_llm_num_requests', ...BY_MODEL }],
        { decimals: 0, span: 8 }
      )
    )
    .withRow(new RowBuilder('WebSockets'))
    .withPanel(
      lines(
        {
          title: 'Open WebSocket connections by model',
          description: 'Each holds a place on a replica while it is open.',
        },
        [{ metric: 'baseten_ongoing_websocket_connections', ...BY_MODEL }],
        { decimals: 0 }
      )
    )
    .withPanel(
      lines(
        { title: 'Pods by readiness', description: 'Pods that are not ready get no requests.' },
        [{ metric: 'baseten_pod_readiness', filters: FLEET, groupBy: ['condition'] }],
        { decimals: 0, stacked: true, linked: false }
      )
        .overrideByName('true', readiness('ready', '#5794F2'))
        .overrideByName('false', readiness('not ready', COLORS.attention))
    );
}
