/** The types that the corpus shares with the translator: types alone, no code. */
export type { QueryModel } from '../contract/fields';
export type { Translation } from '../contract/translation';
