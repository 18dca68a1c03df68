/**
 * How long a rule's PromQL gets for some models, learned from one translation: whichever models a rule is for, they stand as
 * the same text in each of its selectors, and all around stays as it is.
 */
import { type Filter, lookupSelectors } from '../translator';
import { filtersOf, type Selection } from './pieces';
import { bytes, exprOf, isTooLong, MOST_BYTES, narrowedExpr, prometheusExpr, wholeExpr } from './prometheus';
import { remembered } from './remembered';
import type { PlacedRule } from './types';

/** No model has this name. Long, as are the names that are cut: a measure may say the same in another way for a short one. */
const ANY = `any models ${'·'.repeat(64)}`;

/** Stands for the models of any piece. */
export const ANY_MODELS: Selection = { only: true, names: [ANY], patterns: new Map(), regions: [], cut: '' };

const selectorOf = (filters: Filter[]) => lookupSelectors({ filters })[0] ?? '';

/** Where matchers begin that are added to those of each selector: where it ends without them stands the comma before them. */
const ADDED = selectorOf([]).length;

/** What the selection writes into a selector, between commas. */
const matchersOf = (selection: Selection) => selectorOf(filtersOf(selection)).slice(ADDED, -1);

const MARK = matchersOf(ANY_MODELS);
const LENGTHS = new WeakMap<Selection, number>();

const lengthOf = (selection: Selection) => remembered(LENGTHS, selection, () => bytes(matchersOf(selection)));

/** The length of a text for any models, by that of their matchers. */
function measured(text: string): (matchers: number) => number {
  const around = text.split(MARK);
  const rest = around.reduce((sum, part) => sum + bytes(part), 0);
  return (matchers) => rest + (around.length - 1) * matchers;
}

/** Bytes of the texts that a rule is written as. */
interface Lengths {
  /** Of each query and of each that tells. */
  queries: number[];
  /** Of the condition with the models in each selector, and in the first comparison alone, where it may have labels. */
  whole: number;
  narrowed: number;
}

const queriesOf = ({ queries, tells }: PlacedRule) => Object.values({ ...queries, ...tells });

/** What the lengths are for the models of a piece. @param rule for {@link ANY_MODELS} */
export function lengthsOf(rule: PlacedRule): (piece: Selection) => Lengths {
  const queries = queriesOf(rule).map((query) => measured(exprOf(query)));
  const whole = measured(wholeExpr(rule));
  const narrowed = rule.groupBy.length > 0 ? measured(narrowedExpr(rule)) : whole;
  return (piece) => {
    const matchers = lengthOf(piece);
    return {
      queries: queries.map((query) => query(matchers)),
      whole: whole(matchers),
      narrowed: narrowed(matchers),
    };
  };
}

/** Says of a selection's pieces whether the rule fits, without translating it for each. @param rule for {@link ANY_MODELS} */
export function fitting(rule: PlacedRule): (piece: Selection) => boolean {
  const lengths = lengthsOf(rule);
  return (piece) => {
    const { queries, whole, narrowed } = lengths(piece);
    return Math.max(...queries, Math.min(whole, narrowed)) <= MOST_BYTES;
  };
}

/** Whether a rule for its own models fits. vmalert asks for the whole expression at once. */
export function fits(rule: PlacedRule): boolean {
  // What is too long by one query needs no look at all of them.
  return !queriesOf(rule).some((query) => isTooLong(exprOf(query))) && !isTooLong(prometheusExpr(rule));
}

/** More matchers than this in a dozen of selectors are hardly a query that fits. */
const FEW = 1000;

/** True where all models of the selection may fit into one rule. */
export const isShort = (selection: Selection): boolean => lengthOf(selection) <= FEW;
