/**
 * What the corpus expects of the exported series: a table written from the design and the published matrix, not from the
 * catalog, so that a slip in the catalog shows.
 */

/** A threshold, how PromQL matches every spelling of it, the same as a matcher's value, and the words for it. */
export interface Bound {
  threshold: number;
  le: string;
  operator: '=' | '=~';
  value: string;
  words: string;
}

export interface Series {
  id: string;
  title: string;
  unit: string;
  /** Counters and histograms: unit and title of their rate. */
  rateUnit?: string;
  rateTitle?: string;
  /** Counters: title of their count. */
  countTitle?: string;
  /** The default first. */
  aggregations: string[];
  bound?: Bound;
}

const AMOUNT = ['sum', 'avg', 'max', 'min', 'count'];

const row = (id: string, title: string, unit: string, rest: Partial<Series> = {}): Series => ({
  id,
  title,
  unit,
  aggregations: ['sum'],
  ...rest,
});

const counts = (id: string, title: string, rateTitle: string, countTitle: string, rateUnit: string): Series =>
  row(id, title, 'short', { rateTitle, countTitle, rateUnit });

const TOKENS = 'suffix: tok/s';

export const counters: Series[] = [
  counts('baseten_inference_requests_total', 'Inference requests', 'Requests per second', 'Requests', 'reqps'),
  counts(
    'baseten_container_restarts_total',
    'Container restarts',
    'Container restarts per second',
    'Container restarts',
    'cps'
  ),
  row('baseten_container_cpu_usage_seconds_total', 'CPU usage', 's', {
    rateTitle: 'CPU cores in use',
    countTitle: 'CPU time used',
    rateUnit: 'suffix: cores',
    aggregations: ['sum', 'avg', 'max', 'min'],
  }),
  counts(
    'baseten_async_webhook_requests_total',
    'Async webhook calls',
    'Async webhook calls per second',
    'Async webhook calls',
    'reqps'
  ),
  counts(
    'baseten_llm_input_tokens_total',
    'LLM input tokens',
    'LLM input tokens per second',
    'LLM input tokens',
    TOKENS
  ),
  counts(
    'baseten_llm_output_tokens_total',
    'LLM output tokens',
    'LLM output tokens per second',
    'LLM output tokens',
    TOKENS
  ),
  counts(
    'baseten_llm_spec_decode_num_accepted_tokens_total',
    'LLM draft tokens accepted',
    'LLM draft tokens accepted per second',
    'LLM draft tokens accepted',
    TOKENS
  ),
  counts(
    'baseten_llm_spec_decode_num_draft_tokens_total',
    'LLM draft tokens proposed',
    'LLM draft tokens proposed per second',
    'LLM draft tokens proposed',
    TOKENS
  ),
];

const spread = (id: string, title: string, unit: string, rateTitle: string, bound: Series['bound']): Series =>
  row(id, title, unit, { rateTitle, rateUnit: 'reqps', bound });

const SECONDS: Bound = { threshold: 2, le: 'le=~"2|2\\\\.0"', operator: '=~', value: '2|2\\.0', words: 'within 2 s' };
const HALF: Bound = { threshold: 0.5, le: 'le="0.5"', operator: '=', value: '0.5', words: 'within 500 ms' };
const MEBIBYTE: Bound = {
  threshold: 1048576,
  le: 'le=~"1048576|1048576\\\\.0|1\\\\.048576e\\\\+06"',
  operator: '=~',
  value: '1048576|1048576\\.0|1\\.048576e\\+06',
  words: 'within 1 MiB',
};
const HUNDRED: Bound = {
  threshold: 100,
  le: 'le=~"100|100\\\\.0"',
  operator: '=~',
  value: '100|100\\.0',
  words: 'within 100',
};

export const histograms: Series[] = [
  spread('baseten_request_size_bytes', 'Request size', 'bytes', 'Requests per second', MEBIBYTE),
  spread('baseten_response_size_bytes', 'Response size', 'bytes', 'Responses per second', MEBIBYTE),
  spread('baseten_end_to_end_response_time_seconds', 'End-to-end response time', 's', 'Responses per second', SECONDS),
  spread('baseten_time_to_first_byte_seconds', 'Time to first byte', 's', 'Responses per second', HALF),
  spread('baseten_time_in_async_queue_seconds', 'Time in async queue', 's', 'Async requests per second', SECONDS),
  spread('baseten_async_webhook_latency_seconds', 'Async webhook latency', 's', 'Async webhook calls per second', HALF),
  spread(
    'baseten_llm_input_tokens_per_request',
    'LLM input tokens per request',
    'short',
    'LLM requests per second',
    HUNDRED
  ),
  spread(
    'baseten_llm_output_tokens_per_request',
    'LLM output tokens per request',
    'short',
    'LLM requests per second',
    HUNDRED
  ),
  spread('baseten_llm_tokens_per_second_per_request', 'LLM generation speed', TOKENS, 'LLM requests per second', {
    threshold: 50,
    le: 'le=~"50|50\\\\.0"',
    operator: '=~',
    value: '50|50\\.0',
    words: 'within 50 tok/s',
  }),
  spread('baseten_llm_kv_cache_hit_rate', 'LLM KV cache hit rate', 'percentunit', 'LLM requests per second', {
    threshold: 0.5,
    le: 'le="0.5"',
    operator: '=',
    value: '0.5',
    words: 'within 50%',
  }),
];

const gauge = (id: string, title: string, unit = 'short', aggregations = AMOUNT): Series =>
  row(id, title, unit, { aggregations });

export const gauges: Series[] = [
  gauge('baseten_concurrent_requests', 'Concurrent requests'),
  gauge('baseten_ongoing_websocket_connections', 'Open WebSocket connections'),
  gauge('baseten_replicas_active', 'Active replicas'),
  gauge('baseten_replicas_starting', 'Starting replicas'),
  gauge('baseten_pod_readiness', 'Pods by readiness'),
  gauge('baseten_container_cpu_memory_working_set_bytes', 'Memory working set', 'bytes'),
  gauge('baseten_gpu_memory_used', 'GPU memory used', 'mbytes'),
  gauge('baseten_gpu_utilization', 'GPU utilization', 'percent', ['avg', 'max', 'min', 'count']),
  gauge('baseten_async_queue_size', 'Async queue size'),
  gauge('baseten_llm_in_flight_tokens', 'LLM tokens in flight'),
  gauge('baseten_llm_avg_in_flight_tokens', 'LLM average tokens in flight', 'short', [
    'avg',
    'sum',
    'max',
    'min',
    'count',
  ]),
  gauge('baseten_llm_num_requests', 'LLM requests in the engine'),
];
