/**
 * Arbitrary queries, from almost right to garbage: the answer is either an error that says what is wrong, or PromQL that
 * a parser reads and that selects exactly the series and matchers that were asked for.
 */
import { parser } from '@prometheus-io/lezer-promql';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { catalog, exportedSeries, isCatalogLabel, QueryError, translate, type Entry } from './index';
import type { Filter } from './query';
import type { Translation } from './translation';

interface Selected {
  metric: string;
  matchers: Array<{ label: string; operator: string; value: string }>;
}

/** `npm run fuzz` multiplies the runs. */
const TIMES = Number(process.env.PROPERTY_RUNS ?? 1);
vi.setConfig({ testTimeout: 60_000 * TIMES });

const QUOTED_OR_MACRO = /"(?:[^"\\]|\\.)*"|\$__(?:rate_interval|interval|range)\b/g;
const withoutMacros = (expr: string) => expr.replace(QUOTED_OR_MACRO, (found) => (found[0] === '"' ? found : '5m'));
/** What the printer writes in quotes is a JSON text too. */
const unquote = (text: string): string => (text.startsWith('"') ? JSON.parse(text) : text);

/** Reads PromQL with the parser of Prometheus's own user interface. */
function selectorsOf(expr: string): Selected[] {
  const text = withoutMacros(expr);
  const found: Selected[] = [];
  let matcher = { label: '', operator: '', value: '' };
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) {
        throw new Error(`not PromQL at ${node.from}: ${text}`);
      }
      const word = text.slice(node.from, node.to);
      const last = found[found.length - 1];
      const inMatcher = node.node.parent?.name.endsWith('LabelMatcher') ?? false;
      if (node.name === 'VectorSelector') {
        found.push({ metric: '', matchers: [] });
      } else if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector' && last) {
        last.metric = word;
      } else if (inMatcher && node.name.endsWith('LabelName')) {
        matcher = { label: unquote(word), operator: '', value: '' };
        last?.matchers.push(matcher);
      } else if (node.name === 'MatchOp') {
        matcher.operator = word;
      } else if (inMatcher && node.name === 'StringLiteral') {
        matcher.value = unquote(word);
      }
    },
  });
  return found;
}

const NASTY = [
  '',
  'production',
  'a"b',
  'a\\',
  '\\"',
  'x"} or vector(1) #',
  "'",
  '`',
  '{x="y"}[5m]',
  'a|b',
  '.*',
  '$5',
  'a $__range b',
  '\n',
  '\u2028',
  '\ufeff\ufffd\u0000',
  '模型 🚀',
  '))',
  '5m] or up[5m',
];
const isVariable = (text: string) => /^(?:\$[A-Za-z_]\w*|\$\{[A-Za-z_].*\}|\[\[[A-Za-z_].*\]\])$/s.test(text);
const text = fc
  .oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 12 }))
  .filter((value) => !isVariable(value));
const labelName = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom('model_name', 'environment', 'deployment_id', 'cluster', 'k8s.pod.name') },
    { weight: 1, arbitrary: text.filter((name) => name !== '' && name !== '__name__' && name !== 'le') }
  )
  .filter((name) => !isVariable(name));
const filter = fc.record({
  label: labelName,
  operator: fc.constantFrom('=' as const, '!=' as const),
  values: fc.array(text, { maxLength: 4 }),
});
const duration = fc.constantFrom('5m', '1h30m', '90s', '1d', '2w');
const entry = fc.constantFrom(...catalog);

function request(chosen: Entry, calculation: string) {
  const labels = [...chosen.labels, ...chosen.optionalLabels, 'cluster', 'k8s.pod'].filter(
    (label) => chosen.kind === 'series' || !(label in chosen.notGroupable)
  );
  const groupBy = chosen.id === 'export_gone' ? fc.constant<string[]>([]) : fc.subarray(labels);
  return fc.record(
    {
      metric: fc.constant(chosen.id),
      calculation: fc.constant(calculation),
      filters: fc.array(filter, { maxLength: 4 }),
      groupBy: calculation === 'heatmap' ? fc.constant<string[]>([]) : groupBy,
      window: duration,
      offset: chosen.id === 'data_age' ? fc.constant('') : duration,
      threshold: fc.double({ noNaN: true, noDefaultInfinity: true }),
      quantile: fc.double({ min: 0, max: 1, noNaN: true }),
      legendFormat: text,
      interval: duration,
      queryType: calculation === 'heatmap' ? fc.constant('range') : fc.constantFrom('range', 'instant'),
      top:
        calculation === 'heatmap'
          ? fc.constant(null)
          : fc.record({ order: fc.constantFrom('top', 'bottom'), n: fc.integer({ min: 1, max: 100 }) }),
    },
    { requiredKeys: ['metric', 'calculation', 'threshold'] }
  );
}

const goodQuery = entry.chain((chosen) =>
  fc.constantFrom(...chosen.calculations).chain((calculation) => request(chosen, calculation))
);

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
  const matches = (value: string) =>
    matcher.operator.endsWith('~') ? new RegExp(`^(?:${matcher.value})$`, 'su').test(value) : matcher.value === value;
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

function checkSelectors(result: Translation, chosen: Entry, filters: Filter[]): void {
  const selectors = selectorsOf(result.expr);
  expect(selectors.length).toBeGreaterThan(0);
  const allowed = exportedSeries(chosen);
  for (const { metric, matchers } of selectors) {
    expect(allowed).toContain(metric);
    const all = reaching(chosen, metric, filters);
    // The history of a GPU is also what it did before its environment or phase changed: those filters are left out there.
    const lasting = all.filter(({ label }) => label !== 'environment' && label !== 'rollout_phase');
    const expected = chosen.id === 'idle_gpus' && matchers.length === lasting.length ? lasting : all;
    expect(matchers.length).toBeGreaterThanOrEqual(expected.length);
    expected.forEach((one, i) => {
      const matcher = matchers[i];
      expect(matcher && means(matcher, one), `${JSON.stringify(one)} as ${JSON.stringify(matcher)}`).toBe(true);
    });
    for (const { label } of matchers.slice(expected.length)) {
      expect(OWN_LABELS).toContain(label);
    }
  }
}

describe('queries that are right', () => {
  it('become PromQL that selects what was asked for and nothing else', () => {
    fc.assert(
      fc.property(goodQuery, (query) => {
        const result = translate(query);
        const chosen = known(query.metric);
        checkSelectors(result, chosen, query.filters ?? []);
        expect(
          selectorsOf(result.expr)
            .map(({ metric }) => metric)
            .sort()
        ).toEqual(expect.arrayContaining(result.selects.map(({ metric }) => metric).sort()));
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

  it('keep to what differs: a legend or a min step changes no PromQL', () => {
    fc.assert(
      fc.property(goodQuery, text, (query, legendFormat) => {
        expect(translate({ ...query, legendFormat, interval: '7m' }).expr).toBe(translate(query).expr);
      }),
      { numRuns: 300 * TIMES, seed: 3 }
    );
  });
});

const garbage = fc.oneof(
  fc.anything({ withBigInt: false }),
  text,
  fc.constantFrom('$model', '\ud800', '5m) or up', NaN, -1, null)
);
const FIELDS = [
  'metric',
  'calculation',
  'filters',
  'groupBy',
  'aggregation',
  'quantile',
  'threshold',
  'badStatus',
  'validStatus',
  'window',
  'top',
  'offset',
  'queryType',
  'format',
  'legendFormat',
  'interval',
  'version',
  'editorMode',
  'hide',
  'adhocFilters',
];

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
      fc.property(goodQuery, fc.constantFrom(...FIELDS), garbage, (query, field, value) => {
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
        fc.oneof(garbage, fc.object(), fc.record(Object.fromEntries(FIELDS.map((field) => [field, garbage])))),
        (query) => {
          answerTo(query);
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
