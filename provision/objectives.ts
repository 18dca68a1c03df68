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
  /** Minutes that a start may take, from nothing to the first request served. */
  startMinutes: number;
  /** True where a request normally takes more than ten minutes, such as a long call over a WebSocket. */
  longRequests: boolean;
}

/** The environment that rules watch: what runs in it is meant to serve people. */
export const environment = 'production';

export const defaults: Objectives = {
  availability: 0.999,
  latencySeconds: 10,
  latencyShare: 0.99,
  concurrencyPerReplica: 8,
  errorRatio: 0.05,
  startMinutes: 10,
  longRequests: false,
};

/** By model name; what is left out is the default. These are the models of the demo: put your own in their place. */
export const models: Record<string, Partial<Objectives>> = {
  'Llama 3.1 70B Instruct': { latencySeconds: 20, concurrencyPerReplica: 16 },
  'whisper/large-v3 "turbo"': { latencySeconds: 5, concurrencyPerReplica: 2 },
  'SDXL\\Lightning': { latencySeconds: 5, concurrencyPerReplica: 3 },
  'Übersetzer – 日本語': { latencySeconds: 1, concurrencyPerReplica: 2 },
  'bge-embeddings (v1.5)': { latencySeconds: 0.25, latencyShare: 0.995, concurrencyPerReplica: 2 },
  'night-classifier': { latencySeconds: 5, latencyShare: 0.95, concurrencyPerReplica: 2 },
  'voice-agent': { latencySeconds: 300, latencyShare: 0.9, concurrencyPerReplica: 12 },
};

/** Where people find docs/alerting.md, rendered: the plugin's own folder serves it under Grafana's address. */
export const runbookBase = '{{ externalURL }}public/plugins/baseten-metrics-datasource/docs/alerting.html';
