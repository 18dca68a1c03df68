/** The exported series by name: what the export endpoint writes as TYPE and HELP, and the buckets of histograms. */
export interface Family {
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  /** Finite upper bounds, ascending. */
  bounds: readonly number[];
}

const seconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600] as const;
const bytes = [256, 1024, 4096, 16384, 65536, 262144, 1048576, 10485760] as const;
const tokens = [16, 64, 128, 256, 512, 1024, 2048, 4096, 8192] as const;
const speeds = [5, 10, 20, 30, 40, 60, 80, 120] as const;
const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;

const counter = (help: string): Family => ({ type: 'counter', help, bounds: [] });
const gauge = (help: string): Family => ({ type: 'gauge', help, bounds: [] });
const histogram = (help: string, bounds: readonly number[]): Family => ({ type: 'histogram', help, bounds });

export const families = {
  baseten_inference_requests_total: counter('Cumulative number of requests to the model.'),
  baseten_end_to_end_response_time_seconds: histogram('End-to-end response time in seconds.', seconds),
  baseten_container_cpu_usage_seconds_total: counter('Cumulative CPU time consumed by the container in core-seconds.'),
  baseten_replicas_active: gauge('Number of replicas ready to serve model requests.'),
  baseten_replicas_starting: gauge('Number of replicas starting up.'),
  baseten_container_cpu_memory_working_set_bytes: gauge('Current working set memory of the container in bytes.'),
  baseten_gpu_memory_used: gauge('GPU memory used in MiB.'),
  baseten_gpu_utilization: gauge('GPU utilization as a percentage.'),
  baseten_concurrent_requests: gauge('Requests in flight.'),
  baseten_ongoing_websocket_connections: gauge('Open WebSocket connections.'),
  baseten_time_to_first_byte_seconds: histogram('Time to first byte in seconds.', seconds),
  baseten_request_size_bytes: histogram('Size of request bodies in bytes.', bytes),
  baseten_response_size_bytes: histogram('Size of response bodies in bytes.', bytes),
  baseten_async_queue_size: gauge('Async requests waiting in the queue.'),
  baseten_time_in_async_queue_seconds: histogram('Time in the async queue in seconds.', seconds),
  baseten_async_webhook_requests_total: counter('Cumulative number of webhook requests.'),
  baseten_async_webhook_latency_seconds: histogram('Webhook latency in seconds.', seconds),
  baseten_container_restarts_total: counter('Number of container restarts.'),
  baseten_pod_readiness: gauge('Number of pods by readiness condition.'),
  baseten_llm_input_tokens_total: counter('Input tokens processed.'),
  baseten_llm_output_tokens_total: counter('Output tokens generated.'),
  baseten_llm_input_tokens_per_request: histogram('Input tokens per request.', tokens),
  baseten_llm_output_tokens_per_request: histogram('Output tokens per request.', tokens),
  baseten_llm_tokens_per_second_per_request: histogram('Generation speed per request.', speeds),
  baseten_llm_kv_cache_hit_rate: histogram('Share of the prompt served from the KV cache.', shares),
  baseten_llm_spec_decode_num_accepted_tokens_total: counter('Draft tokens accepted.'),
  baseten_llm_spec_decode_num_draft_tokens_total: counter('Draft tokens proposed.'),
  baseten_llm_in_flight_tokens: gauge('Tokens in flight.'),
  baseten_llm_avg_in_flight_tokens: gauge('Average tokens in flight.'),
  baseten_llm_num_requests: gauge('Requests in the engine.'),
} satisfies Record<string, Family>;

export type FamilyName = keyof typeof families;
