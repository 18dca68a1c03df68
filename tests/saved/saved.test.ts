// @vitest-environment jsdom
/**
 * What earlier versions saved, in each form that ever landed: queries of panels and rules, variables, annotations, objectives.
 * The files beside it are never changed; a new form is added, those of provisioned queries by `npm run generate`. What a query
 * means is the corpus's to hold. pkg/translator and pkg/settings read queries and settings with the backend's half.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { kinds, toQuery } from '../../src/annotations/queries';
import { readStored } from '../../src/alerts/stored';
import { readVariableQuery } from '../../src/interpolate/variableQuery';
import { DEFAULTS } from '../../src/objectives';
import { catalog, fieldNames, fieldsOf, queryFields, translate } from '../../src/translator';
import { formOf } from '../../provision/savedForms';

function saved<T>(name: string): T[] {
  const read: T[] = JSON.parse(readFileSync(path.join(import.meta.dirname, `${name}.json`), 'utf8'));
  return read;
}

/** The browser fills variables in before the translator sees a query, as numbers where a field is one. */
function filled(query: object): object {
  const number = new RegExp(`"(${NUMBERS.join('|')})":"\\$\\w+"`, 'g');
  const text = JSON.stringify(query)
    .replace(number, '"$1":1')
    .replace(/"\$(?!__)\w+"/g, '"5m"');
  const read: object = JSON.parse(text);
  return read;
}

const NUMBERS = fieldNames.filter((name) => queryFields[name].kind === 'number');

describe('a query that was saved by an earlier version', () => {
  const queries = saved<Record<string, unknown>>('queries');

  it.each(queries.map((query) => [JSON.stringify(query), query] as const))('%s', (_, query) => {
    expect(translate(filled(query)).expr).not.toBe('');
  });

  it('is one of many forms, and none is there twice', () => {
    expect(new Set(queries.map(formOf)).size).toBeGreaterThan(200);
    expect(new Set(queries.map((query) => JSON.stringify(query))).size).toBe(queries.length);
  });

  it('may have each field that is saved, and be of each metric', () => {
    const names = fieldsOf('asked', 'shown', 'kept');
    const hint =
      'add a query of it to tests/saved/queries.json, as the editor saves it, then run: npx vitest run tests/saved';
    expect(
      names.filter((name) => !queries.some((query) => name in query)),
      hint
    ).toEqual([]);
    const metrics = new Set(queries.map(({ metric }) => metric));
    const missing = catalog.filter(({ id }) => !metrics.has(id)).map(({ id }) => id);
    expect(missing, hint).toEqual([]);
  });
});

describe('a variable that was saved by an earlier version', () => {
  it.each(saved<{ query: unknown; reads: object }>('variables'))('$query', ({ query, reads }) => {
    expect(readVariableQuery(query)).toMatchObject(reads);
  });
});

describe('an annotation that was saved by an earlier version', () => {
  const annotations = saved<{ refId: string; kind?: string }>('annotations');

  it.each(annotations)('$kind $metric $expr', (annotation) => {
    expect(translate(filled(toQuery(JSON.parse(JSON.stringify(annotation))) ?? {})).expr).not.toBe('');
  });

  it('may be of each kind', () => {
    expect(annotations.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...kinds]));
  });
});

describe('objectives that were saved by an earlier version', () => {
  const documents = saved<{ says: string; saved: unknown; sets: number; availability: number }>('objectives');

  it.each(documents)('$says', ({ saved: raw, sets, availability }) => {
    const { document, notices, problem, isStored } = readStored(raw);
    expect({ notices, problem, isStored }).toEqual({ notices: [], problem: undefined, isStored: true });
    expect(document.sets).toHaveLength(sets);
    expect(document.defaults.availability).toBe(availability);
  });

  it('may have each objective', () => {
    const all = JSON.stringify(documents);
    expect(Object.keys(DEFAULTS).filter((name) => !all.includes(name))).toEqual([]);
  });
});
