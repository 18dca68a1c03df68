/** Grafana's packages, as the tests load them, bring no second copy of what the project imports itself. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { testPackages } from './testPackages.mjs';

/** Names of the packages that the files are made of, with what a package brings in itself, as it does in the plugin. */
async function bundled(): Promise<Set<string>> {
  const [first] = await testPackages();
  const file = path.join(path.dirname(first?.replacement ?? ''), 'modules.json');
  const modules: string[] = JSON.parse(readFileSync(file, 'utf8'));
  return new Set(modules.map((id) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id.replaceAll('\\', '/'))?.[1] ?? ''));
}

it('Grafana’s packages are put together without what the project imports itself', async () => {
  const names = await bundled();
  const own = Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies });
  expect([...names].filter((name) => name.startsWith('@grafana/')).length).toBeGreaterThan(5);
  const twice = own.filter((name) => names.has(name) && !/^@grafana\/|\/codemirror-promql$/.test(name));
  expect(twice).toEqual([]);
  // What those have state in beside, and what a test imports of Grafana's.
  const theirs = /^(?:@codemirror\/|@emotion\/|@lezer\/|i18next$|react-i18next$|scheduler$|style-mod$)/;
  expect([...names].filter((name) => theirs.test(name))).toEqual([]);
});
