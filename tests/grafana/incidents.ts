/** The incidents that are caused, the rules that have to notice them, and what these have to say: written by hand. */

export interface Incident {
  /** As the simulator calls it. */
  kind: string;
  model: string;
  minutes: number;
  /** Title of the rule. */
  rule: string;
  severity: 'page' | 'ticket';
  /** The whole sentence; `N` is the number of the rule, `ID` a deployment of the model. */
  summary: string;
  description: string;
  /** The section of the docs. */
  anchor: string;
  /** What N is, in PromQL that was written by hand, for the model at the end of a range. */
  number: string;
  /** The least N that the rule fires at. */
  atLeast: number;
}

const inProduction = (model: string) => `{environment="production",model_name=${JSON.stringify(model)}}`;

const waiting = 'bge-embeddings (v1.5)';
const restarting = 'SDXL\\Lightning';
const restarts = `sum(baseten_container_restarts_total${inProduction(restarting)}`;

export const incidents: Incident[] = [
  {
    kind: 'restart-loop',
    model: restarting,
    minutes: 45,
    rule: 'Containers restart',
    severity: 'ticket',
    summary: `${restarting}: N container restarts in 15 minutes, above all on the deployment ID`,
    description: 'Look at the last lines before each restart: out of memory, a failed health check, a crash.',
    anchor: 'restarts',
    number: `${restarts}) - ${restarts} offset 15m)`,
    atLeast: 2,
  },
  {
    kind: 'no-replicas',
    model: waiting,
    minutes: 45,
    rule: 'Requests wait and no replica serves',
    severity: 'page',
    summary: `${waiting}: requests waited and no replica was active in N of the last 30 minutes, above all on the deployment ID`,
    description:
      'Requests are counted when they end, so error ratios stay silent now. Is a replica starting, or does one come up and die? Look at its logs; else at the autoscaling settings and at capacity. 10 minutes is longer than a normal cold start.',
    anchor: 'requests-unserved',
    number: `count_over_time((sum(baseten_concurrent_requests${inProduction(waiting)}) > 0 unless sum(baseten_replicas_active${inProduction(waiting)}) > 0)[30m:1m])`,
    atLeast: 12,
  },
];
