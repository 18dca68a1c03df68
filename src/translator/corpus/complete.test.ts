/** What a new row of the catalog needs beside itself, so that a part that was forgotten says where it belongs. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { calculationRows } from '../catalog/calculations';
import { catalog, findEntry } from '../catalog';

interface Asked {
  metric?: string;
  calculation?: string;
}

/** Metric and calculation of a query; the default calculation where it names none. */
function asks({ metric = '', calculation = findEntry(metric)?.calculations[0] ?? '' }: Asked): string {
  return `${metric} ${calculation}`;
}

const folder = new URL('.', import.meta.url);
const corpus = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name): { query: Asked; error?: object }[] => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
  .filter(({ query, error }) => typeof query === 'object' && query !== null && error === undefined)
  .map(({ query }) => asks(query));

const cases = new URL('../../../tests/semantics/cases/', import.meta.url);
const semantics = readdirSync(cases)
  .flatMap((name) => readFileSync(new URL(name, cases), 'utf8').split('\n'))
  .map((line) => /^query \w+ (\{.+\})$/.exec(line)?.[1])
  .filter((text) => text !== undefined)
  .map((text): Asked => JSON.parse(text));

it('the corpus has every metric with each of its calculations', () => {
  const wanted = catalog.flatMap(({ id, calculations }) => calculations.map((calculation) => `${id} ${calculation}`));
  expect(
    wanted.filter((pair) => !corpus.includes(pair)),
    'write it into src/translator/corpus/oracle (series.ts, calculations.ts or measures.ts), from its documentation and not from what the translator says; then run `npx tsx src/translator/corpus/oracle/write.ts`'
  ).toEqual([]);
});

const advice =
  'add a case with values worked out by hand to tests/semantics/cases; `cd tests/semantics && go test ./...` runs it';

it('an engine has worked out every measure', () => {
  const measures = catalog.filter(({ kind }) => kind === 'measure').map(({ id }) => id);
  const asked = new Set(semantics.map(({ metric }) => metric));
  expect(
    measures.filter((id) => !asked.has(id)),
    advice
  ).toEqual([]);
});

it('an engine has worked out every calculation', () => {
  const asked = new Set(semantics.map((query) => asks(query).split(' ')[1]));
  expect(
    calculationRows.map(({ id }) => id).filter((id) => !asked.has(id)),
    advice
  ).toEqual([]);
});
