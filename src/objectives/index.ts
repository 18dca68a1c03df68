/** Objectives of models as one document with a version, read by the rules' generator and by the browser alike. */
export * from './fields';
export { objectivesHash } from './hash';
export * from './read';
export { schema } from './schema';
