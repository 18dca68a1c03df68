/** Lays the rows out for the models: one rule for all that keep the defaults, one more for each set of objectives. */
import { createHash } from 'node:crypto';
import type { Filter } from '../../src/translator';
import { defaults, environment, models, type Objectives } from '../objectives';
import { commonRules, objectiveRules } from './rows';
import type { PlacedRule, Rule } from './types';

interface Variant {
  objectives: Objectives;
  /** Appended to ids and titles, so that both stay unique. */
  id: string;
  title: string;
  filters: Filter[];
}

/**
 * Models with the same objectives share their rules; the default's leave out every model that has its own.
 * @param from the objectives that the rules in question read
 */
export function variants(
  overrides: Record<string, Partial<Objectives>> = models,
  from: ReadonlyArray<keyof Objectives> = ['availability', 'latencySeconds', 'latencyShare']
): Variant[] {
  const differs = (name: string) =>
    from.some((field) => (overrides[name]?.[field] ?? defaults[field]) !== defaults[field]);
  const names = Object.keys(overrides).filter(differs).sort();
  const rest: Filter[] = names.length === 0 ? [] : [{ label: 'model_name', operator: '!=', values: names }];
  const byObjectives = new Map<string, string[]>();
  for (const name of names) {
    const key = JSON.stringify(from.map((field) => overrides[name]?.[field] ?? defaults[field]));
    byObjectives.set(key, [...(byObjectives.get(key) ?? []), name]);
  }
  const own = [...byObjectives.values()].map((members): Variant => {
    const first = members[0] ?? '';
    return {
      objectives: { ...defaults, ...overrides[first] },
      id: `-${createHash('sha256').update(members.join('\n')).digest('hex').slice(0, 8)}`,
      title: ` (${members.join(', ')})`,
      filters: [{ label: 'model_name', operator: '=', values: members }],
    };
  });
  return [{ objectives: defaults, id: '', title: '', filters: rest }, ...own];
}

function place(rule: Rule, variant: Pick<Variant, 'id' | 'title' | 'filters'>): PlacedRule {
  const inEnvironment: Filter = { label: 'environment', operator: '=', values: [environment] };
  const queries: Rule['queries'] = {};
  for (const [ref, query] of Object.entries(rule.queries)) {
    const groupBy = query.groupBy ?? rule.groupBy;
    // What concerns the export itself looks at everything that is exported: staging alone still proves that it works.
    const filters = groupBy.length === 0 ? [] : [inEnvironment, ...variant.filters];
    queries[ref] = { ...query, filters: [...filters, ...(query.filters ?? [])], groupBy };
  }
  return {
    ...rule,
    kind: rule.id,
    id: rule.id + variant.id,
    title: rule.title + variant.title,
    queries,
  };
}

/** Every rule as it is generated, its queries complete. */
export function allRules(overrides: Record<string, Partial<Objectives>> = models): PlacedRule[] {
  const common = commonRules().map((rule) => place(rule, { id: '', title: '', filters: [] }));
  const own = objectiveRules.flatMap(({ from, make }) =>
    variants(overrides, from).flatMap((variant) => make(variant.objectives).map((rule) => place(rule, variant)))
  );
  return [...common, ...own];
}
