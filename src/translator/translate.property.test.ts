/**
 * Arbitrary queries, from almost right to garbage: the answer is either an error that says what is wrong, or PromQL that
 * a parser reads and that selects exactly the series and matchers that were asked for.
 */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { garbage, goodQuery, NASTY, text, TIMES } from '../testing/arbitrary';
import { selectorsOf, type Selected } from '../testing/selectors';
import {
  catalog,
  exportedSeries,
  fieldNames,
  isCatalogLabel,
  QueryError,
  textOf,
  translate,
  type Entry,
} from './index';
import type { Filter } from './contract/query';
import type { Translation } from './contract/translation';

vi.setConfig({ testTimeout: 60_000 * TIMES });

const known = (id: string): Entry => {
  const found = catalog.find((candidate) => candidate.id === id);
  if (!found) {
    throw new Error(id);
  }
  return found;
};

/** True where a matcher lets exactly the filter's values through, as far as probes can tell. */
function means(matcher: Selected['matchers'][number], asked: Filter): boolean {
  const positive = matcher.operator === '=' || matcher.operator === '=~';
  const pattern = matcher.operator.endsWith('~') ? new RegExp(`^(?:${matcher.value})$`, 'su') : undefined;
  const matches = (value: string) => (pattern ? pattern.test(value) : matcher.value === value);
  const probes = [
    ...asked.values,
    ...NASTY,
    ...asked.values.map((value) => `${value}x`),
    ...asked.values.map((value) => value.slice(1)),
  ];
  return (
    matcher.label === asked.label &&
    positive === (asked.operator === '=') &&
    probes.every((probe) => matches(probe) === asked.values.includes(probe))
  );
}

const OWN_LABELS = ['le', 'status_code', 'is_async', 'rollout_phase'];

/** The filters that have to reach a series: those on labels that it has, or that only the scrape can have added. */
function reaching(chosen: Entry, metric: string, filters: Filter[]): Filter[] {
  const asked = filters.filter(({ values }) => values.length > 0);
  const owner = catalog.find((other) => other.kind === 'series' && exportedSeries(other).includes(metric));
  const labels = owner ? [...owner.labels, ...owner.optionalLabels] : [];
  return chosen.kind === 'series'
    ? asked
    : asked.filter(({ label }) => !isCatalogLabel(label) || labels.includes(label));
}

/** Families that a measure looks at as a whole, whatever the query filters: whether anybody exports them at all. */
const WHOLE: Record<string, string> = {
  stalled_requests: 'baseten_inference_requests_total',
  unserved_minutes: 'baseten_replicas_active',
  unserved_async_minutes: 'baseten_replicas_active',
  start_waiting_minutes: 'baseten_replicas_active',
  unmatched_export: 'baseten_replicas_active',
  newborn_failures: 'baseten_inference_requests_total',
};

/** Prometheus's own series about the scrapes of the export. */
function isScrape(chosen: Entry, { metric, matchers }: Selected): boolean {
  const [matcher, ...others] = matchers;
  return (
    chosen.id === 'export_gone' &&
    metric === 'up' &&
    others.length === 0 &&
    ['job', 'instance'].includes(matcher?.label ?? '')
  );
}

const NAME = 'model_name';
const isNamed = ({ matchers }: Selected) => matchers.some(({ label }) => label === NAME);

/** The diagnosis of models with long names looks at all models, and is joined with those that are meant. */
const looksAtAll = ({ id }: Entry, selected: Selected) => id === 'autoscaling_diagnosis' && !isNamed(selected);

/** What is wrong with a selector of a query with these filters; an empty text where nothing is. */
function wrongIn(selected: Selected, chosen: Entry, filters: Filter[], allowed: readonly string[]): string {
  const { metric, matchers } = selected;
  if (isScrape(chosen, selected) || (matchers.length === 0 && metric === WHOLE[chosen.id])) {
    return '';
  }
  if (!allowed.includes(metric)) {
    return `${metric} is none of ${allowed.join(', ')}`;
  }
  const all = reaching(chosen, metric, filters);
  // The history of a GPU is also what it did before its environment or phase changed: those filters are left out there.
  const lasting = all.filter(({ label }) => label !== 'environment' && label !== 'rollout_phase');
  const unnamed = all.filter(({ label }) => label !== NAME);
  const expected =
    chosen.id === 'idle_gpus' && matchers.length === lasting.length
      ? lasting
      : looksAtAll(chosen, selected)
        ? unnamed
        : all;
  const lost = expected.findIndex((one, i) => {
    const matcher = matchers[i];
    return matcher === undefined || !means(matcher, one);
  });
  if (lost >= 0) {
    return `${JSON.stringify(expected[lost])} as ${JSON.stringify(matchers[lost])}`;
  }
  const strange = matchers.slice(expected.length).find(({ label }) => !OWN_LABELS.includes(label));
  return strange ? `nobody asked for ${JSON.stringify(strange)}` : '';
}

function checkSelectors(selectors: Selected[], chosen: Entry, filters: Filter[]): void {
  expect(selectors.length).toBeGreaterThan(0);
  const allowed = exportedSeries(chosen);
  const asks = filters.some(
    (filter) => filter.label === NAME && reaching(chosen, selectors[0]?.metric ?? '', [filter]).length > 0
  );
  if (selectors.some((selected) => looksAtAll(chosen, selected)) && asks) {
    // By each of the four one knows that a model is there.
    expect(selectors.filter(isNamed).length).toBeGreaterThanOrEqual(4);
  }
  // One expectation for all of them: vitest's take longer than what is compared.
  expect(selectors.map((selected) => wrongIn(selected, chosen, filters, allowed)).filter(Boolean)).toEqual([]);
}

describe('queries that are right', () => {
  it('become PromQL that selects what was asked for and nothing else', () => {
    fc.assert(
      fc.property(goodQuery, (query) => {
        const result = translate(query);
        const selectors = selectorsOf(result.expr);
        checkSelectors(selectors, known(query.metric), query.filters ?? []);
        expect(selectors.map(({ metric }) => metric).sort()).toEqual(
          expect.arrayContaining(result.selects.map(({ metric }) => metric).sort())
        );
      }),
      { numRuns: 3000 * TIMES, seed: 1 }
    );
  });

  it('mean the same however often they are saved', () => {
    fc.assert(
      fc.property(goodQuery, (query) => {
        const saved: unknown = JSON.parse(JSON.stringify(JSON.parse(JSON.stringify(query))));
        expect(translate(saved)).toEqual(translate(query));
      }),
      { numRuns: 300 * TIMES, seed: 2 }
    );
  });

  it('become the same PromQL whatever the legend and the min step, and where nothing else is asked of them', () => {
    fc.assert(
      fc.property(goodQuery, text, (query, legendFormat) => {
        const { expr } = translate(query);
        const alone = textOf({ ...query, top: query.top ?? undefined });
        expect([translate({ ...query, legendFormat, interval: '7m' }).expr, alone]).toEqual([expr, expr]);
      }),
      { numRuns: 300 * TIMES, seed: 3 }
    );
  });
});

/** Either a query error that is fit to be shown, or a whole translation. */
function answerTo(query: unknown): Translation | QueryError {
  try {
    return translate(query);
  } catch (error) {
    if (error instanceof QueryError) {
      return error;
    }
    throw error;
  }
}

describe('queries that are wrong', () => {
  it('get an error that names the field, its value and what is allowed, or PromQL that parses', () => {
    fc.assert(
      fc.property(goodQuery, fc.constantFrom(...fieldNames), garbage, (query, field, value) => {
        const answer = answerTo({ ...query, [field]: value });
        if (answer instanceof QueryError) {
          expect(answer.field).toMatch(/^[a-zA-Z.[\]0-9]+$/);
          expect(answer.message.startsWith(`${answer.field} `)).toBe(true);
          expect(answer.message).toMatch(/[.?]$/);
          expect(answer.allowed).not.toBe('');
          // Has a UTF-8 form, so that the backend can send it on.
          expect(() => encodeURIComponent(answer.message + answer.value)).not.toThrow();
        } else if (answer.kind === 'builder') {
          expect(selectorsOf(answer.expr).length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 3000 * TIMES, seed: 4 }
    );
  });

  it('never end in another kind of error, whatever comes in', () => {
    fc.assert(
      fc.property(
        fc.oneof(garbage, fc.object(), fc.record(Object.fromEntries(fieldNames.map((field) => [field, garbage])))),
        (query) => {
          expect(() => answerTo(query)).not.toThrow();
        }
      ),
      { numRuns: 2000 * TIMES, seed: 5 }
    );
  });

  it.each(['a\ud800', '\udc00', '\udc00\ud800'])('refuse text that no server can hold: %j', (value) => {
    expect(() =>
      translate({ metric: 'error_ratio', filters: [{ label: 'model_name', operator: '=', values: [value] }] })
    ).toThrow(QueryError);
    expect(() => translate({ metric: 'error_ratio', groupBy: [value] })).toThrow(QueryError);
    expect(() => translate({ metric: 'error_ratio', badStatus: value })).toThrow(QueryError);
  });
});
