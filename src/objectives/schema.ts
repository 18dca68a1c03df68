/** The JSON schema of a document of objectives, for editors that complete and check it. */
import { DEFAULTS, FIELDS, type Field, type Objectives } from './fields';
import { VERSION } from './read';

function typeOf(field: Field): Record<string, unknown> {
  switch (field.type) {
    case 'number': {
      const number = {
        type: field.whole === true ? 'integer' : 'number',
        ...(field.above === undefined ? {} : { exclusiveMinimum: field.above }),
        ...(field.from === undefined ? {} : { minimum: field.from }),
        ...(field.below === undefined ? {} : { exclusiveMaximum: field.below }),
      };
      return field.orNone === true ? { anyOf: [number, { const: 'none' }] } : number;
    }
    case 'flag':
      return { type: 'boolean' };
    case 'choice':
      return { enum: [...field.values] };
    case 'pattern':
      return { type: 'string' };
    case 'codes':
      return { type: 'array', items: { anyOf: [{ type: 'string', pattern: '^[0-9]{1,4}$' }, { type: 'integer' }] } };
  }
}

function property(name: keyof Objectives): [string, Record<string, unknown>] {
  return [name, { description: FIELDS[name].about, ...typeOf(FIELDS[name]), default: DEFAULTS[name] }];
}

const names: Array<keyof Objectives> = [
  'availability',
  'latencySeconds',
  'latencyShare',
  'firstByteSeconds',
  'firstByteShare',
  'concurrencyPerReplica',
  'errorRatio',
  'startMinutes',
  'longRequests',
  'protocol',
  'badStatus',
  'ignoredCodes',
];

/** The schema, draft 2020-12. */
export function schema(): Record<string, unknown> {
  const fields = Object.fromEntries(names.map(property));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Objectives of Baseten models',
    type: 'object',
    required: ['version'],
    properties: {
      version: { const: VERSION },
      environments: { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1, default: ['production'] },
      defaults: { type: 'object', properties: fields },
      sets: {
        type: 'array',
        items: {
          type: 'object',
          required: ['name', 'models'],
          properties: {
            name: { type: 'string', minLength: 1 },
            models: { type: 'array', items: { type: 'string', minLength: 1 } },
            ...fields,
          },
        },
      },
    },
  };
}
