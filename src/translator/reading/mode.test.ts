import { expect, test } from 'vitest';
import { isCode, lacksMetric } from './mode';

test.each<[query: unknown, code: boolean, lacking: boolean]>([
  [{ editorMode: 'code', expr: 'up' }, true, false],
  [{ editorMode: 'code', metric: 'error_ratio', expr: 'up' }, true, false],
  [{ editorMode: 'code' }, true, false],
  [{ expr: 'up' }, true, false],
  [{ metric: '', expr: 'up' }, true, false],
  [{ metric: ' ', expr: 'up' }, true, false],
  [{ metric: 'error_ratio', expr: 'up' }, false, false],
  // Not a text, but somebody wrote it: the builder says what is wrong with it.
  [{ metric: 5, expr: 'up' }, false, false],
  [{ expr: ' ' }, false, false],
  [{}, false, false],
  [{ editorMode: 'builder', expr: 'up' }, false, true],
  [{ editorMode: 'builder', metric: ' ', expr: 'up' }, false, true],
  [{ editorMode: 'builder', metric: 'error_ratio', expr: 'up' }, false, false],
  [{ editorMode: 'builder', metric: 'error_ratio' }, false, false],
  [{ editorMode: 'builder', expr: '' }, false, false],
  [{ editorMode: 'sql', expr: 'up' }, false, true],
  [null, false, false],
  [undefined, false, false],
  ['up', false, false],
  [[], false, false],
])('%j is code: %s, and lacks its metric: %s', (query, code, lacking) => {
  expect([isCode(query), lacksMetric(query)]).toEqual([code, lacking]);
});
