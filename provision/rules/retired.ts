/**
 * Uids of rules that were shipped once and are no more. Grafana keeps a provisioned rule whose uid is gone from the file, and
 * would ring twice: the file deletes them. A uid that goes is added here, and none is ever taken off.
 */
export const RETIRED: readonly string[] = [
  'baseten-latency-burn-fast-0433e077',
  'baseten-latency-burn-fast-1c6b364c',
  'baseten-latency-burn-fast-5f9e81c8',
  'baseten-latency-burn-fast-85f82b61',
  'baseten-latency-burn-fast-d4bf84a8',
  'baseten-latency-burn-slow-0433e077',
  'baseten-latency-burn-slow-18d8194a',
  'baseten-latency-burn-slow-1c6b364c',
  'baseten-latency-burn-slow-5f9e81c8',
  'baseten-latency-burn-slow-85f82b61',
  'baseten-latency-burn-slow-d4bf84a8',
  'baseten-saturated-18d8194a',
  'baseten-saturated-1db651d1',
  'baseten-saturated-37e9dab2',
  'baseten-saturated-85f82b61',
];
