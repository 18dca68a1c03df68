/** Rules about failures, and how fast they use up the error budget. */
import type { Objectives } from '../objectives';
import { PINNED } from './pinned';
import { FAST, FOR, KEEP, lasting, LEAK, oldEnough, round, SLOW } from './budget';
import { unservedFor } from './serving';
import { above, ASYNCHRONOUS, atLeast, FLOOR, MODEL, plus, value, worstCode } from './terms';
import { asPercent, model, mostlyCode, percent, text, whole } from './texts';
import type { Rule } from './types';

/** The page: both pairs of windows in one. */
export function availabilityPages(objectives: Objectives): Rule[] {
  const budget = 1 - objectives.availability;
  const start = unservedFor(objectives.startMinutes).minutes;
  return [
    {
      id: 'availability-burn',
      title: 'Availability: the error budget burns too fast',
      severity: 'page',
      slo: 'availability',
      queries: {
        A: { metric: 'sustained_error_ratio', window: FAST.window },
        B: { metric: 'sustained_error_ratio', window: SLOW.window },
        C: { metric: 'bad_requests', window: FAST.window },
        D: { metric: 'bad_requests', window: SLOW.window },
        E: { metric: 'bad_requests', window: SLOW.short },
        // What is refused while a model wakes is over when it has, and there is async-unserved where it doesn't.
        F: { metric: 'refused_starts', window: `${start}m` },
        // As long as they are in the short window, whose counts are extended by a little more.
        G: { metric: 'refused_starts', window: `${start + 30}m` },
      },
      // Of half an hour, which costs a twelfth of the long window, and says what fails now.
      tells: { W: worstCode({ window: SLOW.short }) },
      when: [above('A', round(FAST.factor * budget)), atLeast('C', FLOOR), atLeast('C', plus('F', FLOOR))],
      or: [
        above('B', round(SLOW.factor * budget)),
        ...lasting('D', 'E'),
        above('E', { op: '*', left: 1.1, right: value('G') }),
      ],
      for: FOR,
      keep: KEEP,
      noData: 'OK',
      summary: [text`${model}: ${percent('A')} of its requests fail`, mostlyCode],
      description: [
        text`Objective ${asPercent(objectives.availability)}: the budget of 30 days would be gone in 5 days or less.`,
        text`In the last hour, ${whole('C')} requests failed.`,
        text`Look at the status codes and at what was deployed last.`,
      ],
      panel: PINNED.codes,
      groupBy: MODEL,
    },
  ];
}

/** The tickets about failures. */
export function availabilityRules(objectives: Objectives): Rule[] {
  const budget = 1 - objectives.availability;
  return [
    {
      id: 'availability-leak',
      title: 'Availability: the error budget runs out',
      severity: 'ticket',
      slo: 'availability',
      interval: '1h',
      queries: {
        A: { metric: 'sustained_error_ratio', window: LEAK.window },
        B: { metric: 'bad_requests', window: LEAK.window },
        C: { metric: 'bad_requests', window: LEAK.before },
        D: { metric: 'valid_requests', window: LEAK.window },
        E: { metric: 'valid_requests', window: LEAK.before },
      },
      tells: { W: worstCode({ window: SLOW.window }) },
      when: [above('A', round(budget)), ...lasting('B', 'C'), oldEnough('D', 'E')],
      for: '1h',
      keep: '30m',
      noData: 'OK',
      summary: [text`${model}: ${percent('A')} of its requests fail, for days`, mostlyCode],
      description: [
        text`Objective ${asPercent(objectives.availability)}: the budget is used up faster than it comes back.`,
        text`Nobody needs to get up; look for one kind of request that always fails.`,
      ],
      panel: PINNED.codes,
      groupBy: MODEL,
    },
    {
      id: 'async-failures',
      title: 'Async requests fail',
      severity: 'ticket',
      slo: 'availability',
      queries: {
        A: { metric: 'error_ratio', window: '1h', filters: ASYNCHRONOUS },
        C: { metric: 'bad_requests', window: '1h', filters: ASYNCHRONOUS },
      },
      tells: { W: worstCode({ window: '1h', filters: ASYNCHRONOUS }) },
      when: [above('A', objectives.errorRatio), atLeast('C', FLOOR)],
      for: '5m',
      noData: 'OK',
      summary: [text`${model}: ${percent('A')} of its async requests fail`, mostlyCode],
      description: [
        text`Among much synchronous traffic they hardly move the error ratio.`,
        text`Look at the status codes of async requests; those who wait for webhooks hear nothing.`,
      ],
      panel: PINNED.codes,
      groupBy: MODEL,
    },
    {
      id: 'high-error-ratio',
      title: 'High error ratio',
      severity: 'ticket',
      slo: 'availability',
      queries: { A: { metric: 'error_ratio', window: '5m' }, C: { metric: 'bad_requests', window: '15m' } },
      tells: { W: worstCode({ window: '15m' }) },
      when: [above('A', objectives.errorRatio), atLeast('C', FLOOR)],
      for: '5m',
      noData: 'OK',
      summary: [text`${model}: ${percent('A')} of its requests fail`, mostlyCode],
      description: [
        text`More than ${asPercent(objectives.errorRatio)} of the valid requests failed by the server's fault for 5 minutes.`,
        text`Broken requests and clients that leave don't count.`,
      ],
      panel: PINNED.codes,
      groupBy: MODEL,
    },
    {
      id: 'newborn-failures',
      title: 'Failures in a new counter',
      severity: 'ticket',
      slo: 'availability',
      queries: { A: { metric: 'newborn_failures' }, C: { metric: 'valid_requests', window: '15m' } },
      when: [
        atLeast('A', FLOOR),
        { left: value('A'), op: '>', right: { op: '*', left: objectives.errorRatio, right: value('C') } },
      ],
      for: '0s',
      noData: 'OK',
      summary: [text`${model}: ${whole('A')} requests had failed when their status code was seen first`],
      description: [
        text`A counter appeared with that value, so no rate ever shows these failures.`,
        text`Look at the status codes of the last minutes, and at what was deployed last.`,
      ],
      panel: PINNED.codes,
      groupBy: MODEL,
    },
  ];
}
