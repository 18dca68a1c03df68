/**
 * The other side of an objective: how soon the rules of a model would page for outages that are put into its own requests as
 * they were. Failures are the availability rule's, replicas that hang are the rule's about requests of which none ends.
 */
import {
  failingIn,
  NO_LABELS,
  type Outage,
  type OutageName,
  outages,
  parseMath,
  rangAt,
  type Reading,
  type Rule,
  timeOfTrial,
  type Trial,
} from '../../backtest';
import { type Sides, sidesOf } from '../../editor/rule/preview/bothSides';
import { type ObjectivesDocument } from '../../objectives';
import { printMath } from '../../rules/grafana';
import type { PlacedRule } from '../../rules/types';
import { allRules } from '../../rules/variants';
import { parseDuration, type QueryModel } from '../../translator';
import { timingOf } from './plan';

/** What is counted at one evaluation: longer windows are made of these, shorter ones hold too few scrapes. */
export const SLOT = '5m';
const SLOT_MINUTES = 5;
const MINUTE_MS = 60_000;
/** What stalled_requests looks back. */
const STALLED_MINUTES = 10;

/** A model's past, by evaluations a minute apart; NaN where there was nothing. */
export interface Counts {
  times: readonly number[];
  /** 1 where it is known. */
  known: ArrayLike<number>;
  /** Requests of the last five minutes. */
  bad: ArrayLike<number>;
  valid: ArrayLike<number>;
  /** Seconds that its answers usually take. */
  usual: ArrayLike<number>;
}

/** The rules that page for a model's failures and for its hung replicas; absent where the document has none. */
export interface Pagers {
  failures?: PlacedRule;
  hung?: PlacedRule;
}

/** Whether a rule is one of a model's: the names or patterns of its filters say so. */
function isAbout(rule: PlacedRule, model: string): boolean {
  const filters = Object.values(rule.queries).flatMap((query) => query.filters ?? []);
  return filters
    .filter(({ label }) => label === 'model_name')
    .every(({ operator, values }) => {
      const fits = values.some((value) =>
        operator.endsWith('~') ? new RegExp(`^(?:${value})$`, 's').test(model) : value === model
      );
      return fits === operator.startsWith('=');
    });
}

export function pagersOf(document: ObjectivesDocument, model: string): Pagers {
  const rules = allRules(document);
  const of = (kind: string) => rules.find((rule) => rule.kind === kind && isAbout(rule, model));
  const [failures, hung] = [of('availability-burn'), of('requests-stalled')];
  return { ...(failures && { failures }), ...(hung && { hung }) };
}

/** What is asked for a model: its bad and valid requests, judged as its rule judges them, and how long it usually takes. */
export function queriesOf({ failures }: Pagers, document: ObjectivesDocument, model: string) {
  const scope: QueryModel['filters'] = [
    { label: 'environment', operator: '=', values: document.environments },
    { label: 'model_name', operator: '=', values: [model] },
  ];
  const bad = Object.values(failures?.queries ?? {}).find(({ metric }) => metric === 'bad_requests');
  const rest = (bad?.filters ?? []).filter(({ label }) => label !== 'environment' && label !== 'model_name');
  const judged = { ...bad, window: SLOT, filters: [...scope, ...rest], groupBy: [] };
  return {
    bad: { ...judged, metric: 'bad_requests' },
    valid: { ...judged, metric: 'valid_requests' },
    usual: { metric: 'usual_duration', window: '6h', filters: scope, groupBy: [] },
  };
}

/** Sums of every fifth value, so that those of a window are one difference. */
class Slots {
  private readonly sums: Float64Array;

  constructor(private readonly values: ArrayLike<number>) {
    this.sums = new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) {
      this.sums[i] = (this.sums[i - SLOT_MINUTES] ?? 0) + this.at(i);
    }
  }

  at(evaluation: number): number {
    return this.values[evaluation] || 0;
  }

  /** The values at the slots that end with `last`, to the one after `before`. */
  between(before: number, last: number): number {
    return (this.sums[last] ?? 0) - (this.sums[before] ?? 0);
  }
}

interface Requests {
  bad: Slots;
  valid: Slots;
}

/** Bad and valid requests in a window that ends with an evaluation, with an outage that began so many minutes before it. */
function countIn({ bad, valid }: Requests, window: number, evaluation: number, outage: Outage, minute: number) {
  const from = evaluation - window;
  const sum = { bad: 0, valid: 0 };
  let back = 0;
  for (; back < window && minute > back; back += SLOT_MINUTES) {
    const out = minute - back;
    const ending = outage.hangs === true ? Math.max(0, 1 - out / SLOT_MINUTES) : 1;
    const all = valid.at(evaluation - back);
    const failed = bad.at(evaluation - back);
    sum.valid += all * ending;
    sum.bad += (failed + failingIn(outage, out, SLOT_MINUTES) * (all - failed)) * ending;
  }
  return {
    bad: sum.bad + bad.between(from, evaluation - back),
    valid: sum.valid + valid.between(from, evaluation - back),
  };
}

const ratio = ({ bad, valid }: { bad: number; valid: number }) => (valid > 0 ? bad / valid : undefined);
const minutesOf = (window: string | undefined, usual: number) => {
  const ms = parseDuration(window ?? '');
  return ms === null ? usual : ms / MINUTE_MS;
};

/** What a query of these rules gives; its rows say what a measure means. */
function valueOf(
  { metric, window }: QueryModel,
  counts: Counts,
  requests: Requests,
  evaluation: number,
  outage: Outage,
  minute: number
): number | undefined {
  const count = (minutes: number) => countIn(requests, minutes, evaluation, outage, minute);
  const hour = minutesOf(window, 60);
  switch (metric) {
    case 'bad_requests': {
      const { bad, valid } = count(hour);
      return valid > 0 ? bad : undefined;
    }
    case 'sustained_error_ratio': {
      const long = ratio(count(hour));
      // The last twelfth of the window, or nothing failed lately.
      return long === undefined ? undefined : Math.min(long, ratio(count(Math.max(SLOT_MINUTES, hour / 12))) ?? 0);
    }
    case 'usual_duration': {
      const seconds = counts.usual[evaluation] ?? NaN;
      return Number.isNaN(seconds) ? undefined : seconds;
    }
    case 'stalled_requests': {
      // From the first request that came after its replicas hung.
      let since = 0;
      for (let past = 1; outage.hangs === true && past <= minute; past++) {
        if (requests.valid.at(evaluation - minute + past) > 0) {
          since = minute - past + 1;
          break;
        }
      }
      return since > minutesOf(window, STALLED_MINUTES) ? 1 : 0;
    }
    // Neither is the whole export frozen, nor is no replica there.
    default:
      return 0;
  }
}

const ruleOf = (rule: PlacedRule): Rule => ({ ...timingOf(rule), condition: parseMath(printMath(rule)) });

/** How soon somebody would be paged about a model. */
export function sidesOfModel(pagers: Pagers, counts: Counts): Sides {
  const requests = { bad: new Slots(counts.bad), valid: new Slots(counts.valid) };
  const trials = (rule: PlacedRule | undefined) => {
    const own = rule && ruleOf(rule);
    const rang = new Map<number, boolean>();
    return (name: OutageName, start: number) => {
      if (rule === undefined || own === undefined) {
        return 'never';
      }
      const trial: Trial = {
        rule: own,
        known: counts.known,
        start,
        read: (ref, evaluation, minute): Reading => {
          const query = rule.queries[ref];
          const value = query && valueOf(query, counts, requests, evaluation, outages[name], minute);
          return value === undefined ? [] : [{ labels: NO_LABELS, value }];
        },
      };
      const before = rang.get(start) ?? rangAt(trial);
      rang.set(start, before);
      return timeOfTrial({ ...trial, rang: before });
    };
  };
  const [failures, hung] = [trials(pagers.failures), trials(pagers.hung)];
  return sidesOf(counts.times, (name, start) => (name === 'hung' ? hung : failures)(name, start));
}
