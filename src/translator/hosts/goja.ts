/**
 * Entry of the bundle that the backend runs. Strings in, strings out: only JSON crosses the border between Go and JavaScript,
 * and no exception does.
 */
import { catalog, exportedSeries, labelPrefixes } from '../catalog';
import { QueryError } from '../contract/errors';
import { lookupSelectors, lookupSeries } from '../lookup';
import { translate } from '../translate';
import type { TranslateContext } from '../contract/translation';
import { isRecord } from '../reading/read';
import { variableInPattern } from '../reading/variables';
import { formatAmount } from '../composition/text';

/** Runs `work`; its result or its {@link QueryError} as JSON. An error without a field is this plugin's own fault. */
function answer(work: () => unknown): string {
  try {
    return JSON.stringify({ result: work() });
  } catch (error) {
    if (error instanceof QueryError) {
      const { field, value, allowed, message } = error;
      return JSON.stringify({ error: { field, value, allowed, message } });
    }
    return JSON.stringify({
      error: { field: '', value: '', allowed: '', message: `The translator failed: ${String(error)}` },
    });
  }
}

function parse(text: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new QueryError(
      field,
      text,
      'JSON',
      `${field} is not JSON: ${error instanceof Error ? error.message : String(error)}.`
    );
  }
}

function readContext(contextJSON: string): TranslateContext {
  const context = contextJSON ? parse(contextJSON, 'context') : {};
  const { fromAlert, scrapeIntervalMs } = isRecord(context) ? context : {};
  return {
    fromAlert: fromAlert === true,
    ...(typeof scrapeIntervalMs === 'number' && scrapeIntervalMs > 0 ? { scrapeIntervalMs } : {}),
  };
}

const basetenTranslator = {
  /** `{"result": Translation}` or `{"error": {field, value, allowed, message}}`. */
  translate: (queryJSON: string, contextJSON: string): string =>
    answer(() => translate(parse(queryJSON, 'query'), readContext(contextJSON))),

  /** `{"result": string[]}` or `{"error": …}`, of a look-up request. */
  selectors: (requestJSON: string): string => answer(() => lookupSelectors(parse(requestJSON, 'request'))),

  /** The first variable in an RE2 pattern, as it is written; the empty text where there is none. */
  variableInPattern: (pattern: string): string => variableInPattern(pattern) ?? '',

  /** An amount with its unit as people write it: `16 MiB`. */
  amount: (value: number, unit: string): string => formatAmount(value, unit),

  /** What stands before the values of the catalog's labels in names of several labels, as JSON: `{"deployment_id": "deployment"}`. */
  labelPrefixes: (): string => JSON.stringify(Object.fromEntries(labelPrefixes)),

  /** The catalog entries, each with the names of its exported series and of those that it is looked up by. */
  catalog: (): string =>
    JSON.stringify(
      catalog.map((entry) => ({
        ...entry,
        type: entry.kind === 'series' ? entry.type : 'measure',
        series: exportedSeries(entry),
        lookupSeries: lookupSeries(entry),
      }))
    ),
};

export type BasetenTranslator = typeof basetenTranslator;

// The bundle is an IIFE in an engine without modules: a global is the only way out.
// eslint-disable-next-line no-restricted-globals -- it is the engine's own global object, not a browser's
Object.assign(globalThis, { basetenTranslator });
