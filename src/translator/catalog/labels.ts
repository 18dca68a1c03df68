/** Words for labels. The label's own name stands beside them in the editor. */
export const labelTitles = new Map<string, string>(
  Object.entries({
    model_id: 'model ID',
    model_name: 'model',
    deployment_id: 'deployment',
    environment: 'environment',
    rollout_phase: 'rollout phase',
    status_code: 'status code',
    is_async: 'async',
    replica: 'replica',
    gpu: 'GPU',
    condition: 'readiness',
  })
);
