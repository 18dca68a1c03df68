/** Arbitrary texts, filters and queries for property tests. */
import fc from 'fast-check';
import {
  catalog,
  type Calculation,
  type Entry,
  type FieldName,
  findCalculation,
  type ParameterField,
  type QueryModel,
} from '../translator';

/** `npm run fuzz` multiplies the runs. */
export const TIMES = Number(process.env.PROPERTY_RUNS ?? 1);

/** Texts that break what quotes or matches them carelessly. */
export const NASTY = [
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
/** Code points that are no character of a text, since two of them make one. */
const SURROGATES = { first: 0xd800, count: 0x800 };
/** Any character. As `unit: 'binary'`, for which fast-check makes a table of all of them, which takes a second. */
const character = fc.nat({ max: 0x10ffff - SURROGATES.count }).map(
  (i) => String.fromCodePoint(i < SURROGATES.first ? i : i + SURROGATES.count),
  (one) => {
    const code = typeof one === 'string' ? (one.codePointAt(0) ?? NaN) : NaN;
    if (Number.isNaN(code) || one !== String.fromCodePoint(code)) {
      throw new Error('This is not one character.');
    }
    return code < SURROGATES.first ? code : code - SURROGATES.count;
  }
);
/** Any text but a variable. */
export const text = fc
  .oneof(fc.constantFrom(...NASTY), fc.string({ unit: character, maxLength: 12 }), fc.string({ maxLength: 12 }))
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
const pattern = fc.constantFrom('418', '5..', '[2-5]..', '4..|5..');
const entry = fc.constantFrom(...catalog);

/** Values of the fields that only some calculations and measures read. */
const parameters = (isMeasure: boolean) =>
  ({
    window: duration,
    // Some measures divide by the threshold, and some by 1 minus the quantile.
    threshold: fc.double({
      ...(isMeasure ? { min: 0, minExcluded: true } : {}),
      noNaN: true,
      noDefaultInfinity: true,
    }),
    quantile: fc.double({ min: 0, max: 1, maxExcluded: isMeasure, noNaN: true }),
    badStatus: pattern,
    validStatus: pattern,
    concurrencyTarget: fc.integer({ min: 2, max: 64 }),
    utilization: fc.constantFrom(0.5, 0.7, 1),
    minReplicas: fc.integer({ min: 0, max: 3 }),
    maxReplicas: fc.integer({ min: 3, max: 40 }),
    scaleDownDelay: fc.constantFrom('0s', '5m', '15m'),
  }) satisfies Record<ParameterField, fc.Arbitrary<unknown>>;

/** One value of each that is no default and that no measure has by itself. */
export const CHANGED: Required<Pick<QueryModel, ParameterField>> = {
  window: '17m',
  threshold: 7,
  quantile: 0.42,
  badStatus: '418',
  validStatus: '[2-5]..',
  concurrencyTarget: 8,
  utilization: 0.5,
  minReplicas: 1,
  maxReplicas: 4,
  scaleDownDelay: '5m',
};

/** What a person fills in for every row. */
type SharedField = Exclude<
  FieldName,
  ParameterField | 'editorMode' | 'version' | 'adhocFilters' | 'expr' | 'timezone' | 'numbersAs' | 'hide'
>;

/** A query of a gauge, */
export const PLAIN = { refId: 'A', metric: 'baseten_replicas_active' } satisfies QueryModel & { refId: string };
/** and one value of each field that every row reads, which is another one than there. */
export const CHANGED_SHARED: Required<Pick<QueryModel, SharedField>> = {
  metric: 'baseten_gpu_utilization',
  calculation: 'max_over_time',
  filters: [{ label: 'model_name', operator: '=', values: ['Llama'] }],
  groupBy: ['deployment_id'],
  aggregation: 'min',
  top: { order: 'bottom', n: 3 },
  offset: '1d',
  queryType: 'instant',
  format: 'table',
  legendFormat: '{{model_name}}',
  interval: '7m',
};

function request(chosen: Entry, calculation: Calculation) {
  const labels = [...chosen.labels, ...chosen.optionalLabels, 'cluster', 'k8s.pod'].filter(
    (label) => chosen.kind === 'series' || !chosen.notGroupable.has(label)
  );
  const isMeasure = chosen.kind === 'measure';
  // Measures of an absence can't be grouped at all, not even by labels of the scrape.
  const groupBy =
    chosen.kind === 'measure' && chosen.labels.length === 0 ? fc.constant<string[]>([]) : fc.subarray(labels);
  const aggregations = chosen.kind === 'measure' ? [] : findCalculation(calculation).aggregations(chosen);
  return fc.record(
    {
      metric: fc.constant(chosen.id),
      calculation: fc.constant(calculation),
      filters: fc.array(filter, { maxLength: 4 }),
      groupBy: calculation === 'heatmap' ? fc.constant<string[]>([]) : groupBy,
      aggregation: fc.constantFrom(undefined, ...aggregations),
      ...parameters(isMeasure),
      offset: chosen.id === 'data_age' ? fc.constant('') : duration,
      legendFormat: text,
      interval: duration,
      queryType: calculation === 'heatmap' ? fc.constant('range') : fc.constantFrom('range', 'instant'),
      format: calculation === 'heatmap' ? fc.constant('heatmap') : fc.constantFrom('time_series', 'table'),
      top:
        calculation === 'heatmap'
          ? fc.constant(null)
          : fc.record({ order: fc.constantFrom('top', 'bottom'), n: fc.integer({ min: 1, max: 100 }) }),
    } satisfies Record<SharedField | ParameterField, fc.Arbitrary<unknown>>,
    { requiredKeys: ['metric', 'calculation', 'threshold'] }
  );
}

/** A query that nothing is wrong with. */
export const goodQuery = entry.chain((chosen) =>
  fc.constantFrom(...chosen.calculations).chain((calculation) => request(chosen, calculation))
);

/** Anything at all. */
export const garbage = fc.oneof(
  fc.anything({ withBigInt: false }),
  text,
  fc.constantFrom('$model', '\ud800', '5m) or up', NaN, -1, null)
);
