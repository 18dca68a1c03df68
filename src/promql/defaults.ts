/** Defaults that the query's fields and the measures share. */

export const DEFAULT_QUANTILE = 0.95;
/** 429 is the platform's own fault: it means that no capacity was left. */
export const DEFAULT_BAD_STATUS = '5..|429';
/** All but the client's own faults. */
export const DEFAULT_VALID_STATUS = '[1235]..|429';
