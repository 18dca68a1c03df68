import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLimit, limitOf, limits } from './limits';

const backend = readFileSync(path.join(import.meta.dirname, '../../pkg/settings/settings.go'), 'utf8');

/** What the backend has for a setting: the name of its default, and the highest value. */
function inBackend(setting: string): { missing: number; most: number } {
  const [, constant, most] = new RegExp(`fields\\.count\\("${setting}", (\\w+), ([\\d_]+)\\)`).exec(backend) ?? [];
  const [, missing] = new RegExp(`${constant}\\s+= ([\\d_]+)`).exec(backend) ?? [];
  const number = (text = '') => Number(text.replaceAll('_', ''));
  return { missing: number(missing), most: number(most) };
}

describe('the limits in the settings', () => {
  it.each(limits)('$setting has the default and the bounds of the backend', ({ setting, missing, most }) => {
    const hint =
      'pkg/settings/settings.go reads it with fields.count(name, default, most); run: go test ./pkg/settings';
    expect({ missing, most }, hint).toEqual(inBackend(setting));
  });

  it('are those that the backend reads, each with its name on the page', () => {
    const read = [...backend.matchAll(/fields\.count\("(\w+)"/g)].map(([, setting]) => setting);
    // A field of its own in QuerySettings.tsx.
    const shown = [...limits.map(({ setting }) => setting), 'lookupLimit'];
    const hint =
      'A limit is a row in src/config/limits.ts, a field in src/types.ts, and is read in pkg/settings/settings.go';
    expect(read.sort(), hint).toEqual(shown.sort());
    for (const { setting, label } of limits) {
      expect(backend, 'the map "labels" of pkg/settings/settings.go').toContain(`"${setting}": "${label()}"`);
    }
  });

  it('are whole numbers within bounds, or nothing; a provisioned file may have them in quotes', () => {
    for (const good of [undefined, null, '', 1, 1000, '250']) {
      expect(isLimit(good, 1000), String(good)).toBe(true);
    }
    for (const bad of [0, -1, 1.5, 1001, 'many', '1.5', true, {}]) {
      expect(isLimit(bad, 1000), JSON.stringify(bad)).toBe(false);
    }
  });
});

it.each<[string, number | string | undefined]>([
  ['20', 20],
  [' ', undefined],
  // Kept, for the field to say that it is none.
  ['2,5', '2,5'],
  ['1.000', '1.000'],
])('what is typed as a limit: %j', (text, expected) => {
  expect(limitOf(text)).toBe(expected);
});
