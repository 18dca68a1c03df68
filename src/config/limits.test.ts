import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { durationOf } from '../settingValues';
import { DEFAULT_LOOKUP_LIMIT, DEFAULT_QUERY_TIMEOUT, DEFAULT_SCRAPE_INTERVAL } from '../types';
import { isLimit, limitOf, limits } from './limits';

const RUN = 'then run: npx vitest run src/config && go test ./pkg/settings';
const backendFolder = path.join(import.meta.dirname, '../../pkg/settings');
const sources = readdirSync(backendFolder)
  .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
  .map((name) => readFileSync(path.join(backendFolder, name), 'utf8'))
  .join('\n');

const number = (text = '') => Number(text.replaceAll('_', ''));

/** The rows of pkg/settings/settings.go. */
const counts = [...sources.matchAll(/^\t\{"(\w+)", "([^"]+)", ([\d_]+), ([\d_]+), /gm)].map(
  ([, setting = '', label = '', missing, most]) => ({ setting, label, missing: number(missing), most: number(most) })
);
/** A minute is `time.Minute`, 15 of them `15 * time.Minute`. */
const durations = new Map(
  [...sources.matchAll(/^\t\{"(\w+)", "[^"]+", (?:(\d+) \* )?time\.(Second|Minute|Hour), /gm)].map(
    ([, setting = '', times = '1', unit = '']) =>
      [setting, Number(times) * ({ Second: 1000, Minute: 60_000, Hour: 3_600_000 }[unit] ?? NaN)] as const
  )
);

describe('the limits in the settings', () => {
  it('are those that the backend reads, each with the same default, bounds and name', () => {
    // A field of its own in QuerySettings.tsx.
    const onPage = counts.filter(({ setting }) => setting !== 'lookupLimit');
    const shown = limits.map(({ setting, label, missing, most }) => ({ setting, label: label(), missing, most }));
    const byName = (a: { setting: string }, b: { setting: string }) => a.setting.localeCompare(b.setting);
    const hint = 'A limit is a row in src/config/limits.ts and one in countSettings of pkg/settings/settings.go';
    expect(onPage.sort(byName), `${hint}; ${RUN}`).toEqual(shown.sort(byName));
  });

  it('are assumed by the page as the backend has them', () => {
    const hint = `A default in src/types.ts is another one than in pkg/settings/settings.go; ${RUN}`;
    expect(counts.find(({ setting }) => setting === 'lookupLimit')?.missing, hint).toBe(DEFAULT_LOOKUP_LIMIT);
    expect(durations.get('scrapeInterval'), hint).toBe(durationOf(DEFAULT_SCRAPE_INTERVAL));
    expect(durations.get('queryTimeout'), hint).toBe(durationOf(DEFAULT_QUERY_TIMEOUT));
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
