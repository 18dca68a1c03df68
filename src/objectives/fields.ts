/** What may be promised for models, field by field: the table that the reader, the schema and the documentation walk. */

export type Protocol = 'auto' | 'http' | 'grpc' | 'websocket';

export interface Objectives {
  /** Share of valid requests that must succeed. */
  availability: number;
  /** A good response is complete within this many seconds; one of the histogram's bucket bounds. */
  latencySeconds: number;
  /** Share of valid synchronous requests that must get a good response within `latencySeconds`. */
  latencyShare: number;
  /** The first byte of a good response comes within this many seconds; one of the bucket bounds of the time to first byte. */
  firstByteSeconds: number;
  /** Share of good synchronous responses whose first byte must come within `firstByteSeconds`. */
  firstByteShare: number;
  /** Requests in flight that one replica is meant to serve: the concurrency target of its autoscaling. */
  concurrencyPerReplica: number;
  /** Error ratio above which somebody should look, even where the budget would last. */
  errorRatio: number;
  /** Minutes that a start may take, from nothing to the first request served. */
  startMinutes: number;
  /** True where a request normally takes more than ten minutes, such as a long call over a WebSocket. */
  longRequests: boolean;
  /** What the models speak: `auto` looks at their status codes. */
  protocol: Protocol;
  /** Which codes count as failed, an RE2 pattern; `''` means the server's faults. */
  badStatus: string;
  /** Status codes that count neither as failed nor as served, such as 429 where clients are meant to be limited. */
  ignoredCodes: string[];
}

/** Objectives that need not be promised. */
export type Optional = 'latencySeconds' | 'firstByteSeconds';

/** The objectives as a document may state them: some can be left out of the promise altogether. */
export type StatedObjectives = Omit<Objectives, Optional> & Record<Optional, number | 'none'>;

/** The models of the sets that the rules are made for. */
export interface ObjectiveSet {
  /** Stands in titles and, hashed, in the uids of rules: both stay when models come and go. */
  name: string;
  models: string[];
  /** What differs from the defaults. */
  objectives: Partial<StatedObjectives>;
}

export interface ObjectivesDocument {
  version: 1;
  /** The environments that rules watch: what runs in them is meant to serve people. */
  environments: string[];
  defaults: StatedObjectives;
  sets: ObjectiveSet[];
}

interface Shared {
  /** One sentence for people. */
  about: string;
}
export type Field = Shared &
  (
    | { type: 'number'; above?: number; from?: number; below?: number; whole?: true; orNone?: true }
    | { type: 'flag' }
    | { type: 'choice'; values: readonly Protocol[] }
    | { type: 'pattern' }
    | { type: 'codes' }
  );

const share = { type: 'number', above: 0, below: 1 } as const;

/** The fields of a set and of the defaults. A new objective is a row here, and a property of {@link Objectives}. */
export const FIELDS: Record<keyof Objectives, Field> = {
  availability: { ...share, about: 'Share of valid requests that must succeed.' },
  latencySeconds: {
    type: 'number',
    above: 0,
    orNone: true,
    about:
      'A good response is complete within this many seconds: one of the bucket bounds of the export. `none`: no latency was promised, and no rule watches it.',
  },
  latencyShare: {
    ...share,
    about: 'Share of valid synchronous requests that must get a good response within `latencySeconds`.',
  },
  firstByteSeconds: {
    type: 'number',
    above: 0,
    orNone: true,
    about:
      'The first byte of a good response comes within this many seconds: one of the bucket bounds of `baseten_time_to_first_byte_seconds`. For models that stream. `none`: nothing was promised, and no rule watches it.',
  },
  firstByteShare: {
    ...share,
    about: 'Share of good synchronous responses whose first byte must come within `firstByteSeconds`.',
  },
  concurrencyPerReplica: {
    type: 'number',
    above: 0,
    about: 'Requests in flight that one replica is meant to serve: the concurrency target of its autoscaling.',
  },
  errorRatio: {
    ...share,
    about: 'Error ratio above which somebody should look, even where the budget would last.',
  },
  startMinutes: {
    type: 'number',
    from: 1,
    whole: true,
    about: 'Minutes that a start may take, from nothing to the first request served.',
  },
  longRequests: {
    type: 'flag',
    about: 'True where a request normally takes more than ten minutes, such as a long call over a WebSocket.',
  },
  protocol: {
    type: 'choice',
    values: ['auto', 'http', 'grpc', 'websocket'],
    about:
      'What the models speak. `auto` looks at their status codes; with `grpc` the code 0 is a success whatever else they answer, with `websocket` private codes are known.',
  },
  badStatus: {
    type: 'pattern',
    about:
      "Which status codes count as failed, an RE2 pattern. Empty: the server's faults, see [status codes](metrics.md#status-codes).",
  },
  ignoredCodes: {
    type: 'codes',
    about:
      'Status codes that count neither as failed nor as served, such as `"429"` where clients are meant to be limited.',
  },
};

/** What holds where a document says nothing. */
export const DEFAULTS: StatedObjectives = {
  availability: 0.999,
  latencySeconds: 10,
  latencyShare: 0.99,
  firstByteSeconds: 'none',
  firstByteShare: 0.99,
  concurrencyPerReplica: 8,
  errorRatio: 0.05,
  startMinutes: 10,
  longRequests: false,
  protocol: 'auto',
  badStatus: '',
  ignoredCodes: [],
};
