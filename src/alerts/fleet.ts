/** The models of the fleet, and what their last days were like, by the data source's own look-ups and queries. */
import { type EditorSource } from '../source';
import { askValues, type Values } from '../editor/rule/preview/values';
import { type ObjectivesDocument, objectivesOf, promised, setOf } from '../objectives';
import { withStatus } from '../rules/variants';
import { type Filter } from '../translator';
import { type BasetenQuery } from '../types';
import { held, type Hour, type Proposal, proposedAvailability } from './proposals';

const HOUR_MS = 3_600_000;
export const DAYS = 7;
const HOURS = DAYS * 24;
const RESPONSE_TIME = 'baseten_end_to_end_response_time_seconds';

export interface Fleet {
  models: string[];
  /** More exist than a look-up brings. */
  truncated: boolean;
  /** Finite bounds of the response time's buckets, in seconds, ascending; none where the server did not say. */
  bounds: number[];
}

const environmentsOf = ({ environments }: ObjectivesDocument): Filter => ({
  label: 'environment',
  operator: '=',
  values: environments,
});

/** @throws where the data source can't be asked */
export async function fetchFleet(source: EditorSource, document: ObjectivesDocument): Promise<Fleet> {
  const to = Date.now();
  const scope = { filters: [environmentsOf(document)], from: to - HOURS * HOUR_MS, to };
  const [{ values, truncated }, bounds] = await Promise.all([
    source.lookups.labelValues({ ...scope, label: 'model_name', limit: source.lookupLimit }),
    source.lookups.buckets({ ...scope, metric: RESPONSE_TIME }).catch(() => []),
  ]);
  return { models: values.filter((name) => name !== ''), truncated, bounds };
}

/** How many requests the proposals take at most. */
export const requestsFor = ({ bounds }: Fleet): number => bounds.length + 1;

/**
 * What each model's good hours allow, as soon as it is known; the bounds are asked for from the lowest on, until each model
 * has one that held.
 * @param onProposals called with what is known so far
 */
export async function propose(
  source: EditorSource,
  document: ObjectivesDocument,
  { models, bounds }: Fleet,
  signal: AbortSignal,
  onProposals: (proposals: ReadonlyMap<string, Proposal>) => void
): Promise<void> {
  const last = Math.floor(Date.now() / HOUR_MS);
  const grid = { begin: (last - HOURS + 1) * HOUR_MS, stepMs: HOUR_MS, first: 0, last: HOURS - 1 };
  const rest = {
    window: '1h',
    interval: '1h',
    queryType: 'range' as const,
    groupBy: ['model_name'],
    filters: [environmentsOf(document)],
  };
  const query = (refId: string, metric: string, more: Partial<BasetenQuery> = {}): BasetenQuery => ({
    refId,
    metric,
    ...rest,
    ...more,
  });
  const proposals = new Map<string, Proposal>();
  const note = (model: string, proposal: Proposal) => proposals.set(model, { ...proposals.get(model), ...proposal });

  const of = await askValues(source, [query('V', 'valid_requests'), query('B', 'bad_requests')], grid, signal);
  const [valid, bad] = [byModel(of('V')), byModel(of('B'))];
  const hours = new Map<string, Hour[]>(
    models.map((model) => [
      model,
      Array.from({ length: HOURS }, (_, i) => ({
        valid: valid.get(model)?.[i] || 0,
        bad: bad.get(model)?.[i] || 0,
      })),
    ])
  );
  for (const [model, each] of hours) {
    const availability = proposedAvailability(each);
    if (availability !== undefined) {
      note(model, { availability });
    }
  }
  onProposals(new Map(proposals));

  const defaults = promised(document.defaults, []);
  const open = new Set(models);
  for (const bound of bounds) {
    if (open.size === 0) {
      return;
    }
    const asked = query('S', 'good_within_objective', { threshold: bound });
    const judged = defaults === undefined ? asked : { ...asked, ...withStatus(asked, defaults) };
    const shares = byModel((await askValues(source, [judged], grid, signal))('S'));
    for (const model of open) {
      const isHeld = held(
        shares.get(model) ?? [],
        hours.get(model) ?? [],
        objectivesOf(document, setOf(document, model)).latencyShare
      );
      if (isHeld === true) {
        note(model, { latencySeconds: bound });
      }
      // One with too few hours has too few at each bound.
      if (isHeld !== false) {
        open.delete(model);
      }
    }
    onProposals(new Map(proposals));
  }
}

function byModel(series: readonly Values[]): Map<string, Float64Array> {
  return new Map(series.map(({ labels, values }) => [labels['model_name'] ?? '', values]));
}
