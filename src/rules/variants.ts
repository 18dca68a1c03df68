/** Lays the rows out for the models: one rule for all that keep the defaults, one more for each set of objectives. */
import { objectivesOf, promised, type Objectives, type ObjectivesDocument, type StatedObjectives } from '../objectives';
import { findEntry, type Filter, type QueryModel } from '../translator';
import { sha256 } from '../sha256';
import { ANY_MODELS, fits, fitting, isShort } from './lengths';
import { filtersOf, pieces, shortened, type Selection } from './pieces';
import { commonRules, objectiveRules, type Family } from './rows';
import { remembered } from './remembered';
import type { PlacedRule, Rule } from './types';

/** The models of a family's rules: those of a set, or all that keep the defaults. */
export interface Variant {
  objectives: Objectives;
  /** The same as the document states them: what was not promised stands in neither. */
  stated: StatedObjectives;
  /** The set's name; `''` for the defaults. */
  set: string;
  selection: Selection;
}

export const takesStatus = ({ metric = '' }: QueryModel): boolean => {
  const entry = findEntry(metric);
  return entry?.kind === 'measure' && entry.parameters.includes('badStatus');
};
const judgesCodes = ({ metric }: QueryModel): boolean => metric === 'unknown_code_share';

/** The objectives that must have been promised for a family, with those on status codes where one of its queries is about them. */
function required({ from, make }: Family, document: ObjectivesDocument): Array<keyof Objectives> {
  const queries = make(promised(document.defaults), document.defaults).flatMap((rule) => Object.values(rule.queries));
  return [
    ...from,
    ...(queries.some(takesStatus) ? (['badStatus', 'ignoredCodes'] as const) : []),
    ...(queries.some(judgesCodes) ? (['protocol', 'ignoredCodes'] as const) : []),
  ];
}

/**
 * The sets whose objectives differ from the defaults in what these rules read, each with its own, and all other models.
 * @param from the objectives that must have been promised @param besides those that are read where they were
 */
export function variants(
  document: ObjectivesDocument,
  from: ReadonlyArray<keyof Objectives>,
  besides: ReadonlyArray<keyof Objectives> = []
): Variant[] {
  const differing = document.sets.filter((set) =>
    [...from, ...besides].some((field) => {
      const own = set.objectives[field];
      return own !== undefined && JSON.stringify(own) !== JSON.stringify(document.defaults[field]);
    })
  );
  const all: Array<{ set: string; stated: StatedObjectives; selection: Selection }> = [
    { set: '', stated: objectivesOf(document), selection: selectionOf(document, differing, false) },
    ...differing
      .filter(({ models }) => models.length > 0)
      .map((set) => ({
        set: set.name,
        stated: objectivesOf(document, set),
        selection: selectionOf(document, [set], true),
      })),
  ];
  return all.flatMap(({ set, stated, selection }) => {
    const objectives = promised(stated, from);
    return objectives ? [{ set, objectives, stated, selection }] : [];
  });
}

const SELECTIONS = new WeakMap<ObjectivesDocument, Map<string, Selection>>();
const PATTERNS = new WeakMap<ObjectivesDocument, ReadonlyMap<string, string>>();

/**
 * The models of some sets of a document, or all others. One selection for all families that mean the same: how it is cut and
 * how long it gets is then worked out once.
 */
function selectionOf(document: ObjectivesDocument, sets: ObjectivesDocument['sets'], only: boolean): Selection {
  const made = remembered(SELECTIONS, document, () => new Map<string, Selection>());
  const key = [only, ...sets.map((set) => document.sets.indexOf(set))].join();
  const known = made.get(key);
  if (known !== undefined) {
    return known;
  }
  // Of all sets, so that a model has one pattern in every rule.
  const patterns = remembered(PATTERNS, document, () => shortened(document.sets.flatMap(({ models }) => models)));
  const names = sets.flatMap(({ models }) => models).sort();
  const selection = { only, names, patterns, regions: [], cut: '' };
  made.set(key, selection);
  return selection;
}

/** A query with what the objectives say about status codes; one that has patterns of its own keeps them. */
export function withStatus(query: QueryModel, { badStatus, ignoredCodes, protocol }: Objectives): QueryModel {
  if (judgesCodes(query)) {
    const known = [...ignoredCodes, ...(protocol === 'grpc' ? ['0'] : [])];
    const privateCodes: Filter[] =
      protocol === 'websocket' ? [{ label: 'status_code', operator: '!~', values: ['[34]...'] }] : [];
    return { ...query, filters: [...(query.filters ?? []), ...without(known), ...privateCodes] };
  }
  if (!takesStatus(query) || query.badStatus !== undefined) {
    return query;
  }
  return {
    ...query,
    ...(badStatus === '' ? {} : { badStatus }),
    filters: [...(query.filters ?? []), ...without(ignoredCodes)],
  };
}

function without(codes: string[]): Filter[] {
  return codes.length === 0 ? [] : [{ label: 'status_code', operator: '!=', values: codes }];
}

/** Short, and the same for the same set and piece, whoever its members are. */
function suffix(set: string, cut: string): string {
  const what = [set, cut].filter((part) => part !== '').join('\n');
  return what === '' ? '' : sha256(what).slice(0, 8);
}

function place(rule: Rule, document: ObjectivesDocument, { objectives, set }: Variant, piece: Selection): PlacedRule {
  const inEnvironment: Filter = { label: 'environment', operator: '=', values: document.environments };
  const queries: Rule['queries'] = {};
  for (const [ref, query] of Object.entries(rule.queries)) {
    const groupBy = query.groupBy ?? rule.groupBy;
    // What concerns the export itself looks at everything that is exported: staging alone still proves that it works.
    const models = rule.ofAllModels?.includes(ref) ? [] : filtersOf(piece);
    const filters = groupBy.length === 0 && rule.ownModels !== true ? [] : [inEnvironment, ...models];
    const judged = withStatus(query, objectives);
    queries[ref] = { ...judged, filters: [...filters, ...(judged.filters ?? [])], groupBy };
  }
  const tells = Object.entries(rule.tells ?? {}).map(([ref, query]): [string, QueryModel] => {
    const judged = withStatus(query, objectives);
    return [ref, { ...judged, filters: [inEnvironment, ...filtersOf(piece), ...(judged.filters ?? [])] }];
  });
  const own = suffix(set, piece.cut);
  const words = [set, piece.cut === '' ? '' : `part ${own}`].filter((word) => word !== '').join(', ');
  return {
    ...rule,
    kind: rule.id,
    id: own === '' ? rule.id : `${rule.id}-${own}`,
    title: words === '' ? rule.title : `${rule.title} (${words})`,
    queries,
    ...(tells.length === 0 ? {} : { tells: Object.fromEntries(tells) }),
  };
}

/** A rule for as few pieces of a selection as fit. */
function placedPieces(rule: Rule, document: ObjectivesDocument, variant: Variant): PlacedRule[] {
  const inPlace = (piece: Selection) => place(rule, document, variant, piece);
  const { selection } = variant;
  // Most need no cut: their texts are remembered and written next.
  const all = isShort(selection) ? inPlace(selection) : undefined;
  if (all !== undefined && fits(all)) {
    return [all];
  }
  const parts = pieces(selection, fitting(inPlace(ANY_MODELS)));
  return parts.map(inPlace);
}

/** Every rule for a document of objectives, its queries complete. */
export function allRules(document: ObjectivesDocument): PlacedRule[] {
  const families: Family[] = [
    ...commonRules(document.environments[0] ?? '').map((rule): Family => ({ from: [], make: () => [rule] })),
    ...objectiveRules,
  ];
  return families.flatMap((family) =>
    variants(document, required(family, document), family.besides).flatMap((variant) =>
      family
        .make(variant.objectives, variant.stated)
        .flatMap((rule) =>
          rule.groupBy.length === 0 && rule.ownModels !== true
            ? [place(rule, document, variant, variant.selection)]
            : placedPieces(rule, document, variant)
        )
    )
  );
}
