/** Ids of the series that measures are made of. */
export const REQUESTS = 'baseten_inference_requests_total';
export const RESPONSE_TIME = 'baseten_end_to_end_response_time_seconds';
export const FIRST_BYTE = 'baseten_time_to_first_byte_seconds';
export const CONCURRENT = 'baseten_concurrent_requests';
export const QUEUE = 'baseten_async_queue_size';
export const ACTIVE = 'baseten_replicas_active';
export const STARTING = 'baseten_replicas_starting';
export const RESTARTS = 'baseten_container_restarts_total';
export const CPU = 'baseten_container_cpu_usage_seconds_total';
export const GPU = 'baseten_gpu_utilization';
