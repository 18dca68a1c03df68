/** Holds what fired against what happened. */
import { models } from '../../demo/simulator';
import type { EventName } from '../../demo/simulator/events';
import { notificationsOf } from '../../src/backtest';
import type { Interval } from '../../demo/lib/evaluator';
import { direct, expectations, type Expected } from './expected';

export interface Happened {
  kind: EventName;
  role: 'incident' | 'look-alike';
  /** Name of the model; none for what concerns the whole export. */
  model: string | undefined;
  start: number;
  end: number;
}

export interface Fired {
  /** Id of the rule. */
  rule: string;
  /** How long after an incident's end its effect is in the rule's windows, in milliseconds. */
  tail: number;
  interval: Interval;
}

export interface Missed {
  rule: string;
  incident: Happened;
}

export interface Score {
  rule: string;
  incidents: number;
  /** Milliseconds from the incident's start to firing, one for each that was caught. */
  delays: number[];
  /** Firings that an incident's side effects justify. */
  justified: number;
}

export interface Scores {
  rules: Map<string, Score>;
  missed: Missed[];
  /** Firings that nothing justifies. */
  wrong: Fired[];
}

/** What an incident must and may set off. Look-alikes set off nothing. */
export function expectedOf({ kind, role, model }: Happened): Expected {
  if (role !== 'incident') {
    return { must: [] };
  }
  const isDirect = models.some(({ name, promotion }) => name === model && promotion === 'direct');
  return (kind === 'bad-canary' && isDirect ? direct : expectations[kind]) ?? { must: [] };
}

/** @param rules ids of all rules, so that one without any incident has a row too */
export function score(rules: readonly string[], happened: readonly Happened[], fired: readonly Fired[]): Scores {
  const scores = new Map(
    rules.map((rule): [string, Score] => [rule, { rule, incidents: 0, delays: [], justified: 0 }])
  );
  const missed: Missed[] = [];
  const right = new Set<Fired>();
  for (const incident of happened) {
    const { must } = expectedOf(incident);
    for (const rule of must) {
      const row = scores.get(rule);
      const first = fired
        .filter((each) => each.rule === rule && belongs(each, incident))
        .sort((a, b) => a.interval.start - b.interval.start)[0];
      if (row !== undefined) {
        row.incidents++;
        if (first !== undefined) {
          row.delays.push(first.interval.start - incident.start);
        }
      }
      if (first === undefined) {
        missed.push({ rule, incident });
      }
    }
  }
  for (const each of fired) {
    const causes = happened.filter((incident) => belongs(each, incident)).map(expectedOf);
    if (causes.some(({ must }) => must.includes(each.rule))) {
      right.add(each);
    } else if (causes.some(({ may }) => may?.[each.rule] !== undefined)) {
      right.add(each);
      const row = scores.get(each.rule);
      if (row !== undefined) {
        row.justified++;
      }
    }
  }
  return { rules: scores, missed, wrong: fired.filter((each) => !right.has(each)) };
}

/** What somebody on call hears, where notifications are grouped by model, as docs/alerting.md says. */
export interface Calls {
  /** Pages that fired. */
  pages: number;
  /** Notifications of them, repetitions left out. */
  notifications: number;
  /** Incidents in which a page fired. */
  incidents: number;
}

/** @param pages firings of rules that page @param until the end of the past */
export function calls(pages: readonly Fired[], happened: readonly Happened[], until: number): Calls {
  const incidents = happened.filter((incident) => {
    const { must, may } = expectedOf(incident);
    return pages.some(
      (each) => belongs(each, incident) && (must.includes(each.rule) || may?.[each.rule] !== undefined)
    );
  });
  // The rule is part of the alert's name: two rules that fire for one model are two alerts of one group.
  const alerts = pages.map(({ rule, interval }) => ({ ...interval, labels: { ...interval.labels, rule } }));
  const told = notificationsOf(alerts, until).filter(({ repeated }) => !repeated);
  return { pages: pages.length, notifications: told.length, incidents: incidents.length };
}

/** A firing belongs to an incident of its model when it begins in the incident or in its tail. */
function belongs({ interval, tail }: Fired, { model, start, end }: Happened): boolean {
  const same = model === undefined || interval.labels['model_name'] === model;
  return same && interval.start >= start && interval.start <= end + tail;
}
