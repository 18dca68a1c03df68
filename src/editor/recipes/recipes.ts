/** Named starting points: a question as people ask it, and the builder query that answers it. */
import { tableText } from '../../i18n';
import { type Filter, findEntry, type QueryModel, takesLabel, withoutFields } from '../../translator';
import { type BasetenQuery } from '../../types';
import { withoutUndefined } from '../changes';

export interface Recipe {
  id: string;
  question: string;
  /** What the answer shows, in a line. */
  answer: string;
  query: QueryModel & { metric: string };
}

/** In the order of the menu: is something wrong, why, what does it cost. */
export const recipes: Recipe[] = [
  {
    id: 'slow',
    question: 'Which model is slow?',
    answer: 'p95 of the response time, by model',
    query: {
      metric: 'baseten_end_to_end_response_time_seconds',
      calculation: 'quantile',
      quantile: 0.95,
      groupBy: ['model_name'],
    },
  },
  {
    id: 'failing',
    question: 'Which model fails?',
    answer: 'Share of the requests that failed, by model',
    query: { metric: 'error_ratio', groupBy: ['model_name'] },
  },
  {
    id: 'traffic',
    question: 'Who gets the traffic?',
    answer: 'The five models with most requests per second',
    query: {
      metric: 'baseten_inference_requests_total',
      calculation: 'rate',
      groupBy: ['model_name'],
      top: { order: 'top', n: 5 },
    },
  },
  {
    id: 'codes',
    question: 'Which status codes come back?',
    answer: 'Requests per second, by status code',
    query: { metric: 'baseten_inference_requests_total', calculation: 'rate', groupBy: ['status_code'] },
  },
  {
    id: 'spread',
    question: 'How are response times spread?',
    answer: 'Heatmap of the response time of all requests',
    query: { metric: 'baseten_end_to_end_response_time_seconds', calculation: 'heatmap' },
  },
  {
    id: 'first-byte',
    question: 'How long until the first byte?',
    answer: 'p95 of the time to first byte, by model',
    query: {
      metric: 'baseten_time_to_first_byte_seconds',
      calculation: 'quantile',
      quantile: 0.95,
      groupBy: ['model_name'],
    },
  },
  {
    id: 'canary',
    question: 'Is the canary worse?',
    answer: 'Failed share of the deployment being promoted less that of the stable one; only while there is one',
    query: { metric: 'canary_error_ratio', groupBy: ['model_name'] },
  },
  {
    id: 'replicas',
    question: 'Are there enough replicas?',
    answer: 'Requests in flight for each active replica, which autoscaling looks at',
    query: { metric: 'concurrency_per_replica' },
  },
  {
    id: 'stuck',
    question: 'Is anything stuck starting?',
    answer: 'Replicas that were starting for 20 minutes while none became active; else 0',
    query: { metric: 'stuck_starting' },
  },
  {
    id: 'restarts',
    question: 'What restarts?',
    answer: 'Container restarts in the last 15 minutes, by model and environment',
    query: { metric: 'restarts' },
  },
  {
    id: 'idle-gpus',
    question: 'Are GPUs idle?',
    answer: 'GPUs that stayed below 5% for 30 minutes, by model and environment',
    query: { metric: 'idle_gpus' },
  },
  {
    id: 'gpu-hours',
    question: 'How many GPU hours are used?',
    answer: 'GPU hours of the last 24 hours, by model and environment',
    query: { metric: 'gpu_hours', window: '1d' },
  },
];

/**
 * The recipe in place of the query's choices. Filters that fit stay, since they say which models somebody looks after;
 * so does what is not the builder's.
 */
export function cooked(query: BasetenQuery, recipe: Recipe): BasetenQuery {
  const entry = findEntry(recipe.query.metric);
  const given: Filter[] = Array.isArray(query.filters) ? query.filters : [];
  const fitting = given.filter(({ label }) => entry !== undefined && takesLabel(entry, label));
  return withoutUndefined({
    ...withoutFields(query, 'asked', 'shown'),
    editorMode: 'builder',
    ...recipe.query,
    filters: fitting.length > 0 ? fitting : undefined,
  });
}

/** Question and answer in the language chosen. */
export function recipeTexts({ id, question, answer }: Recipe) {
  return {
    question: tableText(`recipe.${id}.question`, question),
    answer: tableText(`recipe.${id}.answer`, answer),
  };
}
