import { expect, it } from 'vitest';
import { isInstalled, type Packages, packagesOf } from './prerequisites.mjs';

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
  ['no lock file can be read', {}, {}],
  ['a package is missing', lock, Object.fromEntries(Object.entries(installed).filter(([name]) => name !== react))],
  ['a package has another content', { ...lock, [react]: { integrity: 'sha512-other' } }, installed],
  ['a package is left over', Object.fromEntries(Object.entries(lock).filter(([name]) => name !== react)), installed],
])('it is installed where %s', (_, wanted, there) => {
  expect(isInstalled(wanted, there)).toBe(false);
});
