import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isInstalled } from './prerequisites.mjs';
import { root } from './run.mjs';

type Packages = Record<string, { integrity?: string; optional?: boolean }>;

function packagesOf(...names: string[]): Packages {
  return JSON.parse(readFileSync(path.join(root, ...names), 'utf8')).packages;
}

const lock = packagesOf('package-lock.json');
const installed = packagesOf('node_modules', '.package-lock.json');
const react = 'node_modules/react';

it('what npm has installed here, with its own list of it, is not installed once more', () => {
  expect(isInstalled(lock, installed)).toBe(true);
  const foreign = Object.keys(lock).filter((name) => lock[name]?.optional && !(name in installed));
  expect(foreign.length).toBeGreaterThan(10);
});

it.each<[string, Packages, Packages]>([
  ['nothing is there', lock, {}],
  ['a package is missing', lock, Object.fromEntries(Object.entries(installed).filter(([name]) => name !== react))],
  ['a package has another content', { ...lock, [react]: { integrity: 'sha512-other' } }, installed],
  ['a package is left over', Object.fromEntries(Object.entries(lock).filter(([name]) => name !== react)), installed],
])('it is installed where %s', (_, wanted, there) => {
  expect(isInstalled(wanted, there)).toBe(false);
});
