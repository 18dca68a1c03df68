/** Asks that each row of the translator's tables has its cases. A message names what is missing, the file and the command. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { offeredOn } from '../contract/query';
import { calculationRows, catalog, fieldNames, findEntry, parameterFields } from '../index';

interface Case {
  query: Record<string, unknown>;
  result?: unknown;
  pins?: unknown;
}

const corpusFolder = new URL('.', import.meta.url);
const casesFolder = new URL('../../../tests/semantics/cases/', import.meta.url);

const filesOf = (folder: URL, ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the corpus says of queries that can be translated. */
const corpus = filesOf(corpusFolder, '.json').flatMap((text): Case[] => {
  const entries: Case[] = JSON.parse(text);
  return entries.filter(({ query, result, pins }) => isObject(query) && (result ?? pins) !== undefined);
});

/** Lines `query name {…}` of the cases, those that an `eval … $name` asks Prometheus for. */
const semantics = filesOf(casesFolder, '.txt').flatMap((text) =>
  [...text.matchAll(/^query (\S+) (\{.*\})$/gm)]
    .filter(([, name = '']) => new RegExp(`^eval .*\\$${name}\\b`, 'm').test(text))
    .map(([, , query = '']): Record<string, unknown> => JSON.parse(query))
);

/** "metric calculation" of a query, the default filled in. */
function asked({ metric, calculation }: Record<string, unknown>): string {
  const entry = typeof metric === 'string' ? findEntry(metric) : undefined;
  const named = typeof calculation === 'string' ? calculation : entry?.calculations[0];
  return entry ? `${entry.id} ${named ?? ''}` : '';
}

function missing(wanted: string[], found: Iterable<string>): string[] {
  const there = new Set(found);
  return wanted.filter((name) => !there.has(name));
}

const SERIES_TABLE = 'src/translator/corpus/oracle/series.ts (calculations.ts beside it for a calculation)';
const MEASURE_TABLE = 'src/translator/corpus/oracle/measures.ts and measure-texts.ts';
const WRITE = 'npx tsx src/translator/corpus/oracle/write.ts';
const RUN = 'npx vitest run src/translator';
const RUN_SEMANTICS = 'cd tests/semantics && go test ./...';

test('every series has each of its calculations in the corpus, with the whole answer', () => {
  const wanted = catalog.filter(({ kind }) => kind === 'series');
  const pairs = wanted.flatMap(({ id, calculations }) => calculations.map((calculation) => `${id} ${calculation}`));
  const whole = corpus.filter(({ result }) => result !== undefined).map(({ query }) => asked(query));
  expect(missing(pairs, whole), `Write what they become into ${SERIES_TABLE}, then run: ${WRITE}`).toEqual([]);
});

test('every measure is in the corpus, with the whole answer', () => {
  const wanted = catalog.filter(({ kind }) => kind === 'measure').map(({ id }) => id);
  const whole = corpus.filter(({ result }) => result !== undefined).map(({ query }) => String(query.metric));
  expect(missing(wanted, whole), `Write what they become into ${MEASURE_TABLE}, then run: ${WRITE}`).toEqual([]);
});

test('every field that a measure reads is set in the corpus for that measure', () => {
  const wanted = catalog.flatMap((entry) =>
    entry.kind === 'measure' ? entry.parameters.map((field) => `${entry.id} ${field}`) : []
  );
  const set = corpus.flatMap(({ query }) => Object.keys(query).map((field) => `${String(query.metric)} ${field}`));
  expect(missing(wanted, set), `Add a variant to ${MEASURE_TABLE}, then run: ${WRITE}`).toEqual([]);
});

test('every field that only some rows read is read by one', () => {
  const rows = catalog.flatMap((entry) => (entry.kind === 'measure' ? entry.parameters : []));
  const read = [...rows, ...calculationRows.flatMap(({ parameters }) => parameters)];
  const hint = `Name them in "parameters" of a row of src/translator/catalog/measures or catalog/calculations.ts, then run: ${RUN}`;
  expect(missing(parameterFields, read), hint).toEqual([]);
});

test('every measure is evaluated by Prometheus', () => {
  const wanted = catalog.filter(({ kind }) => kind === 'measure').map(({ id }) => id);
  const evaluated = semantics.map(({ metric }) => String(metric));
  const hint = `Work out by hand what series give and write it into tests/semantics/cases, then run: ${RUN_SEMANTICS}`;
  expect(missing(wanted, evaluated), hint).toEqual([]);
});

test('every calculation has a row, and some series offers it', () => {
  const named = Object.keys(offeredOn);
  const rows = calculationRows.map(({ id }) => String(id));
  expect(
    missing(named, rows),
    `Write their rows into src/translator/catalog/calculations.ts, then run: ${RUN}`
  ).toEqual([]);
  const offered = catalog.flatMap(({ calculations }) => calculations.map(String));
  const hint = `Name a type of series beside each in "offeredOn" of src/translator/contract/query.ts, then run: ${RUN}`;
  expect(missing(named, offered), hint).toEqual([]);
});

test('every calculation is evaluated by Prometheus', () => {
  const wanted = Object.keys(offeredOn);
  const evaluated = semantics.map((query) => asked(query).split(' ')[1] ?? '');
  const hint = `Work out by hand what series give and write it into tests/semantics/cases/calculations.txt, then run: ${RUN_SEMANTICS}`;
  expect(missing(wanted, evaluated), hint).toEqual([]);
});

test('every field of a query is set somewhere in the corpus', () => {
  const set = corpus.flatMap(({ query }) => Object.keys(query));
  const hint =
    'Add a query with it to src/translator/corpus/awkward.json, with the answer worked out by hand, then run: npx vitest run src/translator/corpus';
  expect(missing(fieldNames, set), hint).toEqual([]);
});

const REFERENCE = 'docs/query-reference.md';
/** The rows of its tables, as the names in the first two cells. */
const reference = readFileSync(new URL(`../../../${REFERENCE}`, import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').slice(1, 3))
  .map(([first = '', second = '']) => ({ first, named: `${first}${second}`.match(/`\w+`/g) ?? [] }));

test('every calculation has its PromQL in the reference, on each type of series', () => {
  const pairs = Object.entries(offeredOn).flatMap(([id, types]) => types.map((type) => `${type} ${id}`));
  const rows = reference.flatMap(({ first, named }) => named.map((name) => `${first.trim()} ${name.slice(1, -1)}`));
  expect(missing(pairs, rows), `Write their rows into "Calculations" of ${REFERENCE}, then run: ${RUN}`).toEqual([]);
});

test('every field of a query is in the reference', () => {
  // Grafana's own, and the dashboard's, which is never saved.
  const elsewhere = ['hide', 'adhocFilters'];
  const rows = reference.flatMap(({ named }) => named.map((name) => name.slice(1, -1)));
  const hint = `Write their rows into the table of fields of ${REFERENCE}, then run: ${RUN}`;
  expect(missing(fieldNames, [...rows, ...elsewhere]), hint).toEqual([]);
});
