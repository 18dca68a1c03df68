/** Objectives of models as one document with a version, read by the rules' generator and by the browser alike. */
export * from './fields';
export { plainObjectives, setOf, withDefaults, withModel } from './edit';
export { objectivesHash } from './hash';
export {
  bounds,
  objectivesOf,
  ObjectivesError,
  parseObjectives,
  promised,
  readObjectives,
  VERSION,
  type Problem,
  type ReadObjectives,
} from './read';
export { schema } from './schema';
