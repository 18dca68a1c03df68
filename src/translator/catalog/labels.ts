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

/** Labels whose values say themselves what they are; those of others stand behind the label's word. */
const SPEAKING = new Set(['model_name', 'environment']);

/** What stands before a label's value in a name of several labels: `deployment` in "Whisper, deployment wx4"; '' for nothing. */
export const labelPrefixes = new Map(
  [...labelTitles].map(([label, title]) => [label, SPEAKING.has(label) ? '' : title])
);
