/** Rules about the first byte of a response: what people who read a stream wait for, however long the rest of it takes. */
import { PINNED } from './pinned';
import { eitherPair, FAST, FOR, KEEP, noStart, round, served, SLOW } from './budget';
import { longestUsual, SUCCEEDED, USUAL } from './latency';
import { above, atLeast, FLOOR, MODEL, plus, SYNCHRONOUS, value, worst } from './terms';
import { asPercent, model, mostlyOn, text, whole } from './texts';
import type { Comparison, Rule, Term } from './types';
import type { Objectives, StatedObjectives } from '../objectives';

/** None where the model has promised nothing about its first byte. */
export function firstByteRules(objectives: Objectives, { latencySeconds }: StatedObjectives): Rule[] {
  const { firstByteSeconds: threshold, firstByteShare, latencyShare, availability } = objectives;
  const budget = 1 - firstByteShare;
  const valid = (window: string) => ({ metric: 'valid_requests', window, filters: SYNCHRONOUS });
  const late = (window: string) => ({ metric: 'late_first_bytes', threshold, window, ...SUCCEEDED });
  const inAll = latencySeconds === 'none' ? undefined : latencySeconds;
  const queries: Rule['queries'] = {
    A: { metric: 'sustained_late_first_byte_ratio', threshold, window: FAST.window, ...SUCCEEDED },
    B: { metric: 'sustained_late_first_byte_ratio', threshold, window: SLOW.window, ...SUCCEEDED },
    C: late(FAST.window),
    D: late(SLOW.window),
    E: late(SLOW.short),
    H: valid(SLOW.short),
    K: { metric: 'bad_requests', window: SLOW.short },
    S: { metric: 'start_waiting_minutes', window: '20m' },
    T: { metric: 'start_waiting_minutes', window: '1h' },
    ...(inAll === undefined
      ? {}
      : {
          L: { metric: 'late_requests', threshold: inAll, window: FAST.window, ...SUCCEEDED },
          M: { ...valid(FAST.window), ...SUCCEEDED },
          N: { metric: 'late_requests', threshold: inAll, window: SLOW.window, ...SUCCEEDED },
          O: { ...valid(SLOW.window), ...SUCCEEDED },
          Q: USUAL,
        }),
  };
  // A late first byte makes the whole response late: where that has been promised too, it has its own page, unless answers
  // usually take so long that it is silent. Both at once is a product above zero.
  const onlyHere = (lateOnes: string, of: string, factor: number): Comparison[] => {
    if (inAll === undefined) {
      return [];
    }
    const few: Term = {
      op: '+',
      left: FLOOR,
      right: { op: '*', left: round(factor * (1 - latencyShare)), right: value(of) },
    };
    const tooMany: Term = { op: '-', left: value(lateOnes), right: few };
    const quick: Term = { op: '-', left: longestUsual(inAll), right: value('Q') };
    return [{ left: { op: '*', left: tooMany, right: quick }, op: '<=', right: 0 }];
  };
  // Counts come first, since they are short: in Prometheus the models' names stand in the first comparison alone where they are many.
  const fast = [
    atLeast('C', FLOOR),
    above('A', round(FAST.factor * budget)),
    noStart('S', 'T'),
    ...onlyHere('L', 'M', FAST.factor),
  ];
  const slow = [
    atLeast('D', plus('E', FLOOR)),
    above('B', round(SLOW.factor * budget)),
    ...onlyHere('N', 'O', SLOW.factor),
  ];
  const pair = eitherPair(budget, fast, slow);
  return [
    ...(pair === undefined
      ? []
      : [
          {
            id: 'first-byte-burn',
            title: 'First byte: too many responses begin late',
            severity: 'page' as const,
            slo: 'latency' as const,
            interval: '2m' as const,
            queries,
            tells: { W: worst(late(SLOW.short)) },
            ...pair.conditions,
            besides: [served('K', 'H', availability)],
            for: FOR,
            keep: KEEP,
            noData: 'OK' as const,
            summary: [
              text`${model}: ${whole(pair.hasFast ? 'C' : 'D')} of its responses in the last ${pair.span} began after more than ${threshold} s`,
              mostlyOn,
            ],
            description: [
              text`Objective: ${asPercent(firstByteShare)} of the good synchronous responses begin within ${threshold} s.`,
              text`Requests wait before anything is written: for a replica, in the engine's queue, or for a long prompt to be read.`,
              text`Compare concurrency with active replicas, and look at what changed in the prompts.`,
            ],
            panel: PINNED.firstByte,
            groupBy: MODEL,
          },
        ]),
    {
      id: 'first-byte-missing',
      title: 'Objective of the first byte is no bucket bound',
      severity: 'ticket',
      queries: { A: { metric: 'missing_first_byte_bound', threshold } },
      when: [above('A', 0)],
      for: '15m',
      noData: 'OK',
      summary: [text`No bucket of the time to first byte ends at ${threshold} s`],
      description: [
        text`The rule with this objective is blind.`,
        text`Either the export has no baseten_time_to_first_byte_seconds, or its buckets end elsewhere: the query editor lists where.`,
      ],
      panel: PINNED.firstByte,
      groupBy: [],
      ownModels: true,
    },
  ];
}
