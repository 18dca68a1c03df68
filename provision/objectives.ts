/**
 * The objectives that rules and dashboards are made of: provision/objectives.yaml, or the document that `--objectives FILE`
 * names on the command line.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ObjectivesError, parseObjectives, promised, type Objectives } from '../src/objectives';

export type { Objectives } from '../src/objectives';

const at = process.argv.indexOf('--objectives');
const file = at < 0 ? path.join(import.meta.dirname, 'objectives.yaml') : (process.argv[at + 1] ?? '');

/** @throws an Error that names the file, and each problem with its path, the value and what is allowed */
function load() {
  try {
    return parseObjectives(readFileSync(file, 'utf8'));
  } catch (error) {
    throw error instanceof ObjectivesError ? new Error(`${file}:\n${error.message}`) : error;
  }
}

const { document, notices } = load();
notices.forEach((notice) => console.warn(`${file}: ${notice}`));

export const shipped = document;
/** The environment that texts name. */
export const environment = document.environments[0] ?? '';
/** What dashboards show of the objectives; a latency that was not promised is the usual one there. */
export const defaults: Objectives = promised(document.defaults);
