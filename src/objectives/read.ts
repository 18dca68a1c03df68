/**
 * Reads a document of objectives, checked. Pure: the generator of the alert rules and the browser read the same document
 * in the same way.
 */
import { parse } from 'yaml';
import { checkPattern, isRecord, nearest } from '../translator';
import {
  DEFAULTS,
  FIELDS,
  type Field,
  type ObjectivesDocument,
  type ObjectiveSet,
  type Objectives,
  type Optional,
  type StatedObjectives,
} from './fields';

export const VERSION = 1;
/** Names of sets stand in titles of rules, which Grafana limits to 190 bytes. */
export const MOST_BYTES = 100;
const DOCUMENT_KEYS = ['version', 'environments', 'defaults', 'sets'];
const SET_KEYS = ['name', 'models', ...Object.keys(FIELDS)];

/** What is wrong with one value. */
export interface Problem {
  /** Where it stands: `sets[2].latencySeconds`. */
  path: string;
  value: unknown;
  allowed: string;
}

/** A document that can't be read: every problem in it, each with path, value and what is allowed. */
export class ObjectivesError extends Error {
  constructor(readonly problems: Problem[]) {
    super(
      problems
        .map(({ path, value, allowed }) => `${path} is ${JSON.stringify(value) ?? 'missing'}; allowed: ${allowed}.`)
        .join('\n')
    );
    this.name = 'ObjectivesError';
  }
}

export interface ReadObjectives {
  document: ObjectivesDocument;
  /** Keys that nobody reads, each with what was perhaps meant. */
  notices: string[];
}

class Reader {
  readonly problems: Problem[] = [];
  readonly notices: string[] = [];

  /** Notes a problem and gives the stand-in, so that the rest is read too. */
  refuse<T>(path: string, value: unknown, allowed: string, standIn: T): T {
    this.problems.push({ path, value, allowed });
    return standIn;
  }

  record(value: unknown, path: string, keys: string[]): Record<string, unknown> {
    if (!isRecord(value) || Array.isArray(value)) {
      return this.refuse(path, value, `an object with ${keys.join(', ')}`, {});
    }
    for (const key of Object.keys(value).filter((name) => !keys.includes(name))) {
      const near = nearest(key, keys, 1).join('');
      this.notices.push(`${path === '' ? key : `${path}.${key}`} is unknown and not used; did you mean ${near}?`);
    }
    return value;
  }

  texts(value: unknown, path: string, allowed: string, isRight: (text: string) => boolean): string[] {
    if (!Array.isArray(value)) {
      return this.refuse(path, value, `a list, of ${allowed}`, []);
    }
    const items: unknown[] = value;
    return items.map((item, i) =>
      typeof item === 'string' && isRight(item) ? item : this.refuse(`${path}[${i}]`, item, allowed, '')
    );
  }
}

/** What a number may be, in words. */
export function bounds({ above, from, below, whole, orNone }: Extract<Field, { type: 'number' }>): string {
  const limits = [
    above === undefined ? '' : `above ${above}`,
    from === undefined ? '' : `from ${from}`,
    below === undefined ? '' : `below ${below}`,
  ].filter((limit) => limit !== '');
  return `a ${whole ? 'whole ' : ''}number ${limits.join(' and ')}${orNone ? ', or none' : ''}`;
}

function isWithin(value: unknown, field: Extract<Field, { type: 'number' }>): value is number {
  return (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (field.above === undefined || value > field.above) &&
    (field.from === undefined || value >= field.from) &&
    (field.below === undefined || value < field.below) &&
    (field.whole !== true || Number.isInteger(value))
  );
}

/** The checked value of a field. Its type is the field's, which the table and the interface state alike: a test holds them together. */
function readField(reader: Reader, field: Field, value: unknown, path: string): unknown {
  switch (field.type) {
    case 'number':
      return (field.orNone === true && value === 'none') || isWithin(value, field)
        ? value
        : reader.refuse<unknown>(path, value, bounds(field), undefined);
    case 'flag':
      return typeof value === 'boolean' ? value : reader.refuse<unknown>(path, value, 'true or false', undefined);
    case 'choice':
      return (
        field.values.find((known) => known === value) ??
        reader.refuse<unknown>(path, value, field.values.join(', '), undefined)
      );
    case 'pattern': {
      const complaint = typeof value === 'string' ? checkPattern(value) : 'it is no text';
      return complaint === null
        ? value
        : reader.refuse<unknown>(path, value, `an RE2 pattern such as 5..|429 (${complaint})`, undefined);
    }
    case 'codes':
      return reader.texts(
        // YAML without quotes has numbers here.
        Array.isArray(value) ? value.map((code: unknown) => (typeof code === 'number' ? String(code) : code)) : value,
        path,
        'a status code such as "429"',
        (code) => /^[0-9]{1,4}$/.test(code)
      );
  }
}

/** The fields that a record states. */
function readFields(reader: Reader, record: Record<string, unknown>, path: string): Partial<StatedObjectives> {
  const stated: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(FIELDS)) {
    const value = record[name];
    if (value !== undefined && value !== null) {
      stated[name] = readField(reader, field, value, path === '' ? name : `${path}.${name}`);
    }
  }
  return stated;
}

const bytes = (text: string) => new TextEncoder().encode(text).length;

function readSet(reader: Reader, value: unknown, path: string): ObjectiveSet {
  const record = reader.record(value, path, SET_KEYS);
  const { name } = record;
  const allowed = `a name of 1 to ${MOST_BYTES} bytes on one line, since it stands in titles`;
  const isName = typeof name === 'string' && name.trim() !== '' && bytes(name) <= MOST_BYTES && !/[\r\n]/.test(name);
  return {
    name: isName ? name : reader.refuse(`${path}.name`, name, allowed, ''),
    models: reader.texts(record['models'], `${path}.models`, 'the name of a model', (model) => model !== ''),
    objectives: readFields(reader, record, path),
  };
}

/** A name or a model of two sets: nobody could say whose rules watch it. */
function checkOnce(reader: Reader, sets: ObjectiveSet[]): void {
  const models = new Map<string, string>();
  const names = new Map<string, string>();
  const note = (seen: Map<string, string>, text: string, path: string) => {
    const first = seen.get(text);
    if (first !== undefined && text !== '') {
      reader.refuse(path, text, `what stands nowhere else; ${first} is the same`, undefined);
    }
    seen.set(text, first ?? path);
  };
  sets.forEach((set, i) => {
    note(names, set.name, `sets[${i}].name`);
    set.models.forEach((model, j) => note(models, model, `sets[${i}].models[${j}]`));
  });
}

/**
 * Reads a document, parsed from YAML or JSON. What it leaves out has the value of {@link DEFAULTS}; keys that nobody
 * knows are told in `notices`.
 * @throws an {@link ObjectivesError} with everything that is wrong
 */
export function readObjectives(raw: unknown): ReadObjectives {
  const reader = new Reader();
  const record = reader.record(raw, '', DOCUMENT_KEYS);
  if (isRecord(raw) && record['version'] !== VERSION) {
    reader.refuse('version', record['version'], String(VERSION), undefined);
  }
  const environments =
    record['environments'] === undefined
      ? ['production']
      : reader.texts(record['environments'], 'environments', 'the name of an environment', (name) => name !== '');
  if (Array.isArray(record['environments']) && environments.length === 0) {
    reader.refuse('environments', environments, 'at least one environment', undefined);
  }
  const defaults =
    record['defaults'] === undefined ? {} : reader.record(record['defaults'], 'defaults', Object.keys(FIELDS));
  const list: unknown = record['sets'] ?? [];
  const given: unknown[] = Array.isArray(list) ? list : reader.refuse('sets', list, 'a list of sets', []);
  const document: ObjectivesDocument = {
    version: VERSION,
    environments,
    defaults: { ...DEFAULTS, ...readFields(reader, defaults, 'defaults') },
    sets: given.map((set, i) => readSet(reader, set, `sets[${i}]`)),
  };
  checkOnce(reader, document.sets);
  if (reader.problems.length > 0) {
    throw new ObjectivesError(reader.problems);
  }
  return { document, notices: reader.notices };
}

/**
 * Reads the text of a document, YAML or JSON.
 * @throws an {@link ObjectivesError}, also where the text is neither
 */
export function parseObjectives(text: string): ReadObjectives {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ObjectivesError([
      { path: 'the document', value: text.slice(0, 40), allowed: `YAML or JSON (${reason})` },
    ]);
  }
  return readObjectives(raw);
}

/** The objectives of a set, the defaults filled in. */
export function objectivesOf(document: ObjectivesDocument, set?: ObjectiveSet): StatedObjectives {
  return { ...document.defaults, ...set?.objectives };
}

/** What stands for a number that was not promised, where nobody reads it. */
const STAND_INS: Record<Optional, number> = { latencySeconds: 10, firstByteSeconds: 2 };

/** The objectives, with something to stand for what was not promised. */
export function promised(stated: StatedObjectives): Objectives;
/** The objectives for rules that read these fields; undefined where one of them was not promised. */
export function promised(stated: StatedObjectives, fields: ReadonlyArray<keyof Objectives>): Objectives | undefined;
export function promised(
  { latencySeconds, firstByteSeconds, ...rest }: StatedObjectives,
  fields: ReadonlyArray<keyof Objectives> = []
): Objectives | undefined {
  const missing =
    (latencySeconds === 'none' && fields.includes('latencySeconds')) ||
    (firstByteSeconds === 'none' && fields.includes('firstByteSeconds'));
  return missing
    ? undefined
    : {
        ...rest,
        latencySeconds: latencySeconds === 'none' ? STAND_INS.latencySeconds : latencySeconds,
        firstByteSeconds: firstByteSeconds === 'none' ? STAND_INS.firstByteSeconds : firstByteSeconds,
      };
}
