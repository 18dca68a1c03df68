/** The simulated models: names that are awkward on purpose, and behaviour that differs in every way that matters. */

export interface EnvironmentSpec {
  /** `production`, `staging`, or empty for a deployment that is in no environment. */
  name: string;
  /** Share of the model's traffic. */
  share: number;
}

export interface ModelSpec {
  id: string;
  name: string;
  environments: EnvironmentSpec[];
  /** Requests per second at the mean of the day, and how far the day swings around it (0 to 1). */
  rate: number;
  swing: number;
  /** Response time of a good response: median in seconds, and spread. */
  median: number;
  spread: number;
  /** Objective: this share of good responses within so many seconds, which is a bucket bound. */
  objective: { seconds: number; share: number };
  /** Requests in flight per replica that the autoscaler aims at, and that a replica can work on at once. */
  target: number;
  limit: number;
  replicas: { min: number; max: number };
  /** Seconds from the start of a replica until it serves. */
  startup: number;
  /** Seconds without need before a replica is taken away. */
  scaleDownAfter: number;
  /** True where the replica gauges vanish at zero instead of reporting 0. */
  vanishesAtZero: boolean;
  gpus: number;
  /** MiB of each GPU: taken at once by engines that allocate ahead, else growing with load. */
  gpuMemory: { base: number; load: number };
  /** Cores and bytes of a replica: idle, and added at full load. */
  cpu: { base: number; load: number };
  memory: { base: number; load: number };
  /** Share of responses by status code; the rest is `good`. */
  good: string;
  statuses: Record<string, number>;
  /** Requests per second through the async queue, which each replica works off `perReplica` at a time. */
  async?: { rate: number; perReplica: number; median: number };
  /** Request and response bodies, median in bytes. */
  bytes: { request: number; response: number };
  kind: 'http' | 'websocket' | 'llm';
  /** Promotion with the phases `promoting` and `stable`, or at once. */
  promotion: 'phased' | 'direct';
}

const httpNoise = { '400': 0.004, '499': 0.003, '500': 0.0003 };
const gib = 1024 * 1024 * 1024;

/** What most models have in common. */
const usual = {
  environments: [{ name: 'production', share: 1 }],
  swing: 0.35,
  spread: 0.5,
  scaleDownAfter: 600,
  vanishesAtZero: false,
  gpus: 1,
  gpuMemory: { base: 14000, load: 8000 },
  cpu: { base: 0.1, load: 3 },
  memory: { base: 3 * gib, load: 2 * gib },
  good: '200',
  statuses: httpNoise,
  bytes: { request: 2000, response: 6000 },
  kind: 'http',
  promotion: 'phased',
} satisfies Partial<ModelSpec>;

export const models: ModelSpec[] = [
  {
    ...usual,
    id: '7qlz4v1w',
    name: 'Llama 3.1 70B Instruct',
    kind: 'llm',
    environments: [
      { name: 'production', share: 0.92 },
      { name: 'staging', share: 0.08 },
    ],
    rate: 3,
    median: 6,
    objective: { seconds: 20, share: 0.99 },
    target: 16,
    limit: 32,
    replicas: { min: 1, max: 8 },
    startup: 270,
    gpus: 2,
    // The engine takes nine tenths of an 80 GB GPU when it starts, for its cache.
    gpuMemory: { base: 73400, load: 300 },
    cpu: { base: 0.4, load: 6 },
    memory: { base: 24 * gib, load: 3 * gib },
  },
  {
    ...usual,
    id: 'w5d8k3xq',
    name: 'whisper/large-v3 "turbo"',
    rate: 1.2,
    median: 1.5,
    objective: { seconds: 5, share: 0.99 },
    target: 2,
    limit: 4,
    replicas: { min: 1, max: 6 },
    startup: 90,
    async: { rate: 0.8, perReplica: 4, median: 5 },
    bytes: { request: 900000, response: 3000 },
  },
  {
    ...usual,
    id: 'y4rk0t2p',
    name: 'SDXL\\Lightning',
    environments: [
      { name: 'production', share: 0.9 },
      { name: '', share: 0.1 },
    ],
    rate: 1.5,
    median: 2.2,
    spread: 0.3,
    objective: { seconds: 5, share: 0.99 },
    target: 3,
    limit: 6,
    replicas: { min: 1, max: 6 },
    startup: 120,
    bytes: { request: 700, response: 900000 },
  },
  {
    ...usual,
    id: 'q3n9bz7m',
    name: 'Übersetzer – 日本語',
    environments: [
      { name: 'production', share: 0.85 },
      { name: 'staging', share: 0.1 },
      { name: '', share: 0.05 },
    ],
    rate: 6,
    median: 0.28,
    objective: { seconds: 1, share: 0.99 },
    target: 2,
    limit: 5,
    replicas: { min: 1, max: 5 },
    startup: 75,
    promotion: 'direct',
  },
  {
    ...usual,
    id: 'k8vt6c0d',
    name: 'bge-embeddings (v1.5)',
    rate: 30,
    median: 0.06,
    objective: { seconds: 0.25, share: 0.995 },
    target: 2,
    limit: 8,
    replicas: { min: 2, max: 6 },
    startup: 45,
    // Together with the noise less than the one in a thousand that is promised: on a calm day nothing is wrong.
    statuses: { ...httpNoise, '0': 0.05, '14': 0.0004 },
    bytes: { request: 1500, response: 12000 },
    gpuMemory: { base: 6000, load: 3000 },
  },
  {
    ...usual,
    id: 'n2x7g5hs',
    name: 'night-classifier',
    environments: [{ name: 'production', share: 1 }],
    rate: 0.0025,
    swing: 0.9,
    median: 0.8,
    objective: { seconds: 5, share: 0.95 },
    target: 2,
    limit: 4,
    replicas: { min: 0, max: 2 },
    startup: 200,
    scaleDownAfter: 420,
    vanishesAtZero: true,
    statuses: {},
  },
  {
    ...usual,
    id: 'v6m1f9jt',
    name: 'voice-agent',
    kind: 'websocket',
    rate: 0.25,
    median: 40,
    spread: 0.7,
    objective: { seconds: 300, share: 0.9 },
    target: 12,
    limit: 30,
    replicas: { min: 1, max: 4 },
    startup: 60,
    good: '1000',
    statuses: { '1006': 0.02, '1011': 0.002 },
    promotion: 'direct',
  },
  {
    ...usual,
    id: 'b0s4c2rz',
    name: 'sandbox: 50% off $$ draft',
    environments: [{ name: '', share: 1 }],
    rate: 0.004,
    swing: 0.9,
    median: 3,
    objective: { seconds: 30, share: 0.9 },
    target: 2,
    limit: 4,
    replicas: { min: 0, max: 1 },
    startup: 150,
    scaleDownAfter: 900,
    statuses: { '500': 0.03 },
  },
];
