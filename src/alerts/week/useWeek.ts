import { useEffect, useRef, useState } from 'react';
import { type Report } from '../../backtest';
import { errorText } from '../../editor/useLookup';
import { type ObjectivesDocument, objectivesHash } from '../../objectives';
import { allRules } from '../../rules/variants';
import { type EditorSource } from '../../source';
import { planOf } from './plan';
import { prepare, type Prepared, type RulePast } from './run';

/** Between two looks at what has come. */
const LOOK_MS = 500;
/** The page stays usable while states are worked out: so long at one go. */
const WORK_MS = 40;

export interface Seen {
  rule: RulePast;
  report: Report;
}

interface Shown {
  /** Of the document that it is about. */
  hash: string;
  from: number;
  to: number;
  mostRequests: number;
  requests: number;
  rules: Seen[];
  /** Share of the evaluations that were answered, of the rules that look back an hour at most, and of all. */
  answeredShort: number;
  answered: number;
  /** Seconds until the first result, until the short rules were done, and until now. */
  firstAfter?: number;
  shortAfter?: number;
  took: number;
}

export type Week =
  | { phase: 'idle' }
  | { phase: 'preparing' }
  | { phase: 'failed'; reason: string }
  | { phase: 'ready'; mostRequests: number; hash: string }
  | ({ phase: 'asking' | 'done' | 'stopped' } & Shown);

/** The last week of all rules of a document, asked for by a click. */
export function useWeek(source: EditorSource, document: ObjectivesDocument) {
  const [week, setWeek] = useState<Week>({ phase: 'idle' });
  const control = useRef<AbortController>(undefined);
  const prepared = useRef<{ hash: string; week: Prepared }>(undefined);
  useEffect(() => () => control.current?.abort(), []);

  const estimate = () => {
    setWeek({ phase: 'preparing' });
    prepareWeek(source, document).then(
      (ready) => {
        prepared.current = ready;
        setWeek({ phase: 'ready', mostRequests: ready.week.mostRequests, hash: ready.hash });
      },
      (error: unknown) => setWeek({ phase: 'failed', reason: errorText(error) })
    );
  };
  const start = async () => {
    const own = new AbortController();
    control.current?.abort();
    control.current = own;
    setWeek({ phase: 'preparing' });
    try {
      const ready = prepared.current ?? (await prepareWeek(source, document));
      prepared.current = undefined;
      if (!own.signal.aborted) {
        await follow(ready, own.signal, setWeek);
      }
    } catch (error) {
      setWeek({ phase: 'failed', reason: errorText(error) });
    }
  };
  return { week, estimate, start: () => void start(), stop: () => control.current?.abort() };
}

async function prepareWeek(source: EditorSource, document: ObjectivesDocument) {
  return {
    hash: objectivesHash(document),
    week: await prepare(source, planOf(allRules(document), source.context)),
  };
}

/** Runs it, and shows twice a second what has come. Resolves when it is done, stopped, and shown. */
async function follow(
  { hash, week }: { hash: string; week: Prepared },
  signal: AbortSignal,
  show: (week: Week) => void
): Promise<void> {
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  const reports = new Map<RulePast, { answered: number; report: Report }>();
  let [firstAfter, shortAfter]: Array<number | undefined> = [];
  let finished = false;

  const share = (rules: readonly RulePast[]) => {
    const all = rules.reduce((sum, { outcome }) => sum + outcome.times.length, 0);
    return all === 0 ? 1 : rules.reduce((sum, { answered }) => sum + answered, 0) / all;
  };
  const isAsked = ({ planned }: RulePast) => planned.impossible === undefined;
  const present = (phase: 'asking' | 'done' | 'stopped') =>
    show({
      phase,
      hash,
      from: week.from,
      to: week.to,
      mostRequests: week.mostRequests,
      requests: week.requests(),
      rules: week.rules.flatMap((rule) => {
        const report = reports.get(rule)?.report;
        return report === undefined ? [] : [{ rule, report }];
      }),
      answeredShort: share(week.rules.filter((rule) => isAsked(rule) && !rule.planned.isLong)),
      answered: share(week.rules.filter(isAsked)),
      firstAfter,
      shortAfter,
      took: seconds(),
    });
  /** Works out the states of what has changed, for a moment. True where nothing is left. */
  const work = (): boolean => {
    const until = performance.now() + WORK_MS;
    for (const rule of week.rules) {
      const before = reports.get(rule);
      if (before === undefined || before.answered !== rule.answered) {
        if (performance.now() > until) {
          return false;
        }
        reports.set(rule, { answered: rule.answered, report: rule.outcome.report() });
      }
    }
    return true;
  };

  work();
  present('asking');
  const running = week
    .run(signal, () => {
      firstAfter ??= seconds();
      if (
        shortAfter === undefined &&
        week.rules.every((rule) => rule.planned.isLong || !isAsked(rule) || isWhole(rule))
      ) {
        shortAfter = seconds();
      }
    })
    .then(
      () => undefined,
      (error: unknown) => {
        if (!signal.aborted) {
          throw error;
        }
      }
    )
    .finally(() => {
      finished = true;
    });
  let isShown = false;
  while (!isShown) {
    await new Promise((resolve) => setTimeout(resolve, finished || signal.aborted ? 0 : LOOK_MS));
    const isOver = finished || signal.aborted;
    const isWorked = work();
    isShown = isOver && isWorked;
    present(isShown ? (signal.aborted ? 'stopped' : 'done') : 'asking');
  }
  await running;
}

const isWhole = ({ answered, outcome }: RulePast) => answered >= outcome.times.length;
