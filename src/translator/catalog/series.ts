/**
 * The exported series, one row each.
 * Source: https://docs.baseten.co/observability/export-metrics/supported-metrics (matrix, and what was listed since).
 */
import { amount, counter, histogram, IDENTITY, level } from './rows';
import type { SeriesEntry } from './types';

const REQUEST_LABELS = IDENTITY.concat('status_code', 'is_async');
const REPLICA_LABELS = IDENTITY.concat('replica');
const GPU_LABELS = IDENTITY.concat('replica', 'gpu');

const FLAGGED = "Behind a feature flag on Baseten's side.";
const ESTIMATE =
  'Counts over a range are estimates that Prometheus extrapolates, so they may be fractional; what a series counted before its first sample is not seen.';

/** Engine metrics: only BIS-LLM deployments emit them, and their label set isn't published. */
const engine = {
  group: 'LLM engine',
  origin: 'current docs',
  discoverLabels: true,
  note: 'Emitted for BIS-LLM deployments only. Labels beyond the identity of the deployment are discovered from the server.',
} as const;

export const seriesEntries: SeriesEntry[] = [
  counter({
    id: 'baseten_inference_requests_total',
    title: 'Inference requests',
    group: 'Traffic',
    description: `Requests to the model, counted when they end. A response that fails in mid-stream counts with the code it began with. ${ESTIMATE}`,
    origin: 'matrix',
    labels: REQUEST_LABELS,
    rateUnit: 'reqps',
    titles: { rate: 'Requests per second', increase: 'Requests' },
  }),
  amount({
    id: 'baseten_concurrent_requests',
    title: 'Concurrent requests',
    group: 'Traffic',
    description: 'Requests in flight, without async ones; what autoscaling looks at.',
    origin: 'current docs',
  }),
  amount({
    id: 'baseten_ongoing_websocket_connections',
    title: 'Open WebSocket connections',
    group: 'Traffic',
    description: 'WebSocket connections that are open.',
    origin: 'current docs',
  }),
  histogram({
    id: 'baseten_request_size_bytes',
    title: 'Request size',
    group: 'Traffic',
    description: 'Size of request bodies.',
    origin: 'current docs',
    labels: REQUEST_LABELS,
    unit: 'bytes',
    titles: { rate: 'Requests per second' },
  }),
  histogram({
    id: 'baseten_response_size_bytes',
    title: 'Response size',
    group: 'Traffic',
    description: 'Size of response bodies.',
    origin: 'current docs',
    labels: REQUEST_LABELS,
    unit: 'bytes',
    titles: { rate: 'Responses per second' },
  }),
  histogram({
    id: 'baseten_end_to_end_response_time_seconds',
    title: 'End-to-end response time',
    group: 'Latency',
    description:
      'Time from receiving a request to the end of its response. Failed requests count too; filter on status_code to leave them out.',
    origin: 'matrix',
    labels: REQUEST_LABELS,
    unit: 's',
    titles: { rate: 'Responses per second' },
  }),
  histogram({
    id: 'baseten_time_to_first_byte_seconds',
    title: 'Time to first byte',
    group: 'Latency',
    description: 'Time to the first byte of the response.',
    origin: 'current docs',
    labels: REQUEST_LABELS,
    unit: 's',
    titles: { rate: 'Responses per second' },
  }),
  amount({
    id: 'baseten_replicas_active',
    title: 'Active replicas',
    group: 'Replicas',
    description: 'Replicas ready to serve requests. The series may be gone while a deployment is scaled to zero.',
    origin: 'matrix',
  }),
  amount({
    id: 'baseten_replicas_starting',
    title: 'Starting replicas',
    group: 'Replicas',
    description: 'Replicas starting up: waiting for resources or loading the model.',
    origin: 'matrix',
  }),
  counter({
    id: 'baseten_container_restarts_total',
    title: 'Container restarts',
    group: 'Replicas',
    description: `Container restarts. ${ESTIMATE}`,
    origin: 'current docs',
    // Restarts are rare: people ask how many, not how many a second.
    usualCalculation: 'increase',
    rateUnit: 'cps',
    titles: { rate: 'Container restarts per second', increase: 'Container restarts' },
    note: FLAGGED,
  }),
  amount({
    id: 'baseten_pod_readiness',
    title: 'Pods by readiness',
    group: 'Replicas',
    description: 'Pods by readiness condition; condition is true, false or unknown. Group by it or filter on it.',
    origin: 'current docs',
    labels: IDENTITY.concat('condition'),
    note: FLAGGED,
  }),
  counter({
    id: 'baseten_container_cpu_usage_seconds_total',
    title: 'CPU usage',
    group: 'CPU and memory',
    description: 'CPU time used by the container; its rate is the number of cores in use.',
    origin: 'matrix',
    labels: REPLICA_LABELS,
    aggregations: ['sum', 'avg', 'max', 'min'],
    unit: 's',
    rateUnit: 'suffix: cores',
    titles: { rate: 'CPU cores in use', increase: 'CPU time used' },
  }),
  amount({
    // The support matrix describes this one with the text of the CPU counter; its name, its type and the current
    // docs say bytes.
    id: 'baseten_container_cpu_memory_working_set_bytes',
    title: 'Memory working set',
    group: 'CPU and memory',
    description: "Memory in the container's working set.",
    origin: 'matrix',
    labels: REPLICA_LABELS,
    unit: 'bytes',
  }),
  amount({
    id: 'baseten_gpu_memory_used',
    title: 'GPU memory used',
    group: 'GPU',
    description:
      'GPU memory in use. Serving engines allocate most of it ahead on purpose, so a high level alone is no fault.',
    origin: 'matrix',
    labels: GPU_LABELS,
    // Grafana's name for MiB.
    unit: 'mbytes',
  }),
  level({
    id: 'baseten_gpu_utilization',
    title: 'GPU utilization',
    group: 'GPU',
    description:
      'Share of time the GPU was busy. The average counts every GPU once, however many a replica has. Samples outside of 0 to 100, which GPU drivers report now and then, are left out.',
    origin: 'matrix',
    labels: GPU_LABELS,
    unit: 'percent',
    validRange: { min: 0, max: 100 },
  }),
  amount({
    id: 'baseten_async_queue_size',
    title: 'Async queue size',
    group: 'Async',
    description: 'Async requests waiting.',
    origin: 'current docs',
  }),
  histogram({
    id: 'baseten_time_in_async_queue_seconds',
    title: 'Time in async queue',
    group: 'Async',
    description: 'Time an async request waited in the queue.',
    origin: 'current docs',
    unit: 's',
    titles: { rate: 'Async requests per second' },
  }),
  counter({
    id: 'baseten_async_webhook_requests_total',
    title: 'Async webhook calls',
    group: 'Async',
    description: `Webhook calls made for finished async requests. ${ESTIMATE}`,
    origin: 'current docs',
    rateUnit: 'reqps',
    titles: { rate: 'Async webhook calls per second', increase: 'Async webhook calls' },
  }),
  histogram({
    id: 'baseten_async_webhook_latency_seconds',
    title: 'Async webhook latency',
    group: 'Async',
    description: 'Latency of the webhook calls made for finished async requests.',
    origin: 'current docs',
    unit: 's',
    titles: { rate: 'Async webhook calls per second' },
  }),
  counter({
    ...engine,
    id: 'baseten_llm_input_tokens_total',
    title: 'LLM input tokens',
    description: `Input tokens processed. ${ESTIMATE}`,
    rateUnit: 'suffix: tok/s',
    titles: { rate: 'LLM input tokens per second', increase: 'LLM input tokens' },
  }),
  counter({
    ...engine,
    id: 'baseten_llm_output_tokens_total',
    title: 'LLM output tokens',
    description: `Output tokens generated. ${ESTIMATE}`,
    rateUnit: 'suffix: tok/s',
    titles: { rate: 'LLM output tokens per second', increase: 'LLM output tokens' },
  }),
  histogram({
    ...engine,
    id: 'baseten_llm_input_tokens_per_request',
    title: 'LLM input tokens per request',
    description: 'Input tokens per request.',
    unit: 'short',
    titles: { rate: 'LLM requests per second' },
  }),
  histogram({
    ...engine,
    id: 'baseten_llm_output_tokens_per_request',
    title: 'LLM output tokens per request',
    description: 'Output tokens per request.',
    unit: 'short',
    titles: { rate: 'LLM requests per second' },
  }),
  histogram({
    ...engine,
    id: 'baseten_llm_tokens_per_second_per_request',
    title: 'LLM generation speed',
    description: 'Tokens per second generated for each request. Low percentiles are the slow requests.',
    unit: 'suffix: tok/s',
    titles: { rate: 'LLM requests per second' },
  }),
  histogram({
    ...engine,
    id: 'baseten_llm_kv_cache_hit_rate',
    title: 'LLM KV cache hit rate',
    description: 'Share of the prompt served from the KV cache, from 0 to 1.',
    usualCalculation: 'mean',
    unit: 'percentunit',
    titles: { rate: 'LLM requests per second' },
  }),
  counter({
    ...engine,
    id: 'baseten_llm_spec_decode_num_accepted_tokens_total',
    title: 'LLM draft tokens accepted',
    description: `Draft tokens accepted in speculative decoding. ${ESTIMATE}`,
    rateUnit: 'suffix: tok/s',
    titles: { rate: 'LLM draft tokens accepted per second', increase: 'LLM draft tokens accepted' },
  }),
  counter({
    ...engine,
    id: 'baseten_llm_spec_decode_num_draft_tokens_total',
    title: 'LLM draft tokens proposed',
    description: `Draft tokens proposed in speculative decoding. ${ESTIMATE}`,
    rateUnit: 'suffix: tok/s',
    titles: { rate: 'LLM draft tokens proposed per second', increase: 'LLM draft tokens proposed' },
  }),
  amount({
    ...engine,
    id: 'baseten_llm_in_flight_tokens',
    title: 'LLM tokens in flight',
    description: 'Tokens in flight.',
  }),
  amount({
    ...engine,
    id: 'baseten_llm_avg_in_flight_tokens',
    title: 'LLM average tokens in flight',
    description: 'Average tokens in flight.',
    // Already an average: the average of it is the reading nearest to its meaning.
    aggregations: ['avg', 'sum', 'max', 'min', 'count'],
  }),
  amount({
    ...engine,
    id: 'baseten_llm_num_requests',
    title: 'LLM requests in the engine',
    description: 'Requests that the engine holds.',
  }),
];
