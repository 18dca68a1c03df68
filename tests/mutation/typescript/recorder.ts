/**
 * Stands in for vitest in the test files of the copy: it notes their tests, so that they can be run many times in one process.
 */
import type { ExpectStatic } from 'vitest';

/** One test of one file. */
export interface Test {
  name: string;
  run: () => unknown;
}

declare global {
  var recordedTests: Test[];
  var recordedExpect: ExpectStatic;
}

export const expect = globalThis.recordedExpect;

type Body = (...row: never[]) => unknown;
type Row = readonly unknown[] | unknown;

const path: string[] = [];

function describeOne(name: string, body: () => void): void {
  path.push(name);
  body();
  path.pop();
}

const note = (name: string, run: () => unknown) =>
  globalThis.recordedTests.push({ name: [...path, name].join(' > '), run });

const nameOf = (name: string, row: Row) =>
  `${name} ${JSON.stringify(Array.isArray(row) ? row[0] : row)?.slice(0, 60) ?? ''}`;

/** A row that is a list is spread, as vitest does. */
const called = (body: Body, row: Row) => Reflect.apply(body, undefined, Array.isArray(row) ? row : [row]);

export const test = Object.assign((name: string, run: () => unknown) => note(name, run), {
  each: (rows: readonly Row[]) => (name: string, body: Body) =>
    rows.forEach((row) => note(nameOf(name, row), () => called(body, row))),
});

export const it = test;

export const describe = Object.assign(describeOne, {
  each: (rows: readonly Row[]) => (name: string, body: Body) =>
    rows.forEach((row) => describeOne(nameOf(name, row), () => called(body, row))),
});
