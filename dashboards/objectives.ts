/**
 * What each model has promised, and what it is built for. The alert rules are generated from this file:
 * change it, then run `npm run generate`.
 */

export interface Objectives {
  /** Share of valid requests that must succeed. */
  availability: number;
  /** A good response is complete within this many seconds; one of the histogram's bucket bounds. */
  latencySeconds: number;
  /** Share of valid synchronous requests that must get a good response within `latencySeconds`. */
  latencyShare: number;
  /** Requests in flight that one replica is meant to serve: the concurrency target of its autoscaling. */
  concurrencyPerReplica: number;
  /** Error ratio above which somebody should look, even where the budget would last. */
  errorRatio: number;
}

/** The environment that rules watch: what runs in it is meant to serve people. */
export const environment = 'production';

export const defaults: Objectives = {
  availability: 0.999,
  latencySeconds: 10,
  latencyShare: 0.99,
  concurrencyPerReplica: 8,
  errorRatio: 0.05,
};

/** By model name; what is left out is the default. */
export const models: Record<string, Partial<Objectives>> = {};

/** Where people find `docs/alerting.md`; the plugin's own folder serves it under Grafana's address. */
export const runbookBase = '{{ externalURL }}public/plugins/baseten-metrics-datasource/docs/alerting.md';
