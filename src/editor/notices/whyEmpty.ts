/** Why the last answer is empty, as the backend found out, and what fixes it. */
import { LoadingState, type PanelData } from '@grafana/data';
import { NONE } from '../../interpolate';
import { isEnglish, t, textOf } from '../../i18n';
import {
  catalog,
  distance,
  exportedSeries,
  type Filter,
  isCode,
  isRecord,
  nearest,
  wholeVariable,
} from '../../translator';
import { type BasetenQuery } from '../../types';
import { labelText } from '../texts/catalogTexts';
import { type Emptiness, reasonText } from './reasonText';
import { type Fix, type FixableNotice } from './notices';

export type { Emptiness };

/** Reads the reason of the last answer; undefined while there is none, or it is not empty. */
export function emptinessOf(data: PanelData | undefined): Emptiness | undefined {
  if (data?.state !== LoadingState.Done) {
    return undefined;
  }
  const found: unknown = data.series.map(({ meta }): unknown => meta?.custom?.['whyEmpty']).find(isRecord);
  if (!isRecord(found) || typeof found.text !== 'string') {
    return undefined;
  }
  const { text, reason, label, values, params } = found;
  const list: unknown[] = Array.isArray(values) ? values : [];
  return {
    text,
    reason: typeof reason === 'string' ? reason : '',
    label: typeof label === 'string' ? label : '',
    values: list.filter((value) => typeof value === 'string'),
    params: isRecord(params) ? params : {},
  };
}

/** As many values as can be looked over. */
const OFFERED = 3;

/** Fewer letters in common say nothing. */
const BEGINNING = 3;

/** How many letters two texts begin alike with, whatever their case. */
function sharedBeginning(a: string, b: string): number {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  let length = 0;
  while (length < one.length && length < other.length && one.charAt(length) === other.charAt(length)) {
    length++;
  }
  return length;
}

/** Letters by which the wanted text differs from the beginning of a word of the value, and what follows it. */
function slips(wanted: string, value: string): number {
  const text = value.toLowerCase();
  const starts = [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(({ index }) => index);
  const lengths = [-1, 0, 1].map((more) => wanted.length + more);
  return Math.min(
    ...starts.flatMap((at) => lengths.map((length) => distance(wanted.toLowerCase(), text.slice(at, at + length))))
  );
}

/** The values that begin as the wanted one does, then those with a word that does but for a slip, then those spelt nearly so. */
function likest(wanted: string, values: string[]): string[] {
  const begun = values
    .map((value) => ({ value, shared: sharedBeginning(value, wanted) }))
    .filter(({ shared }) => shared >= BEGINNING)
    .sort((a, b) => b.shared - a.shared)
    .map(({ value }) => value);
  const slipped = values
    .map((value) => ({ value, far: slips(wanted, value) }))
    // One slip in each four letters.
    .filter(({ far }) => far <= Math.ceil(wanted.length / 4))
    .sort((a, b) => a.far - b.far)
    .map(({ value }) => value);
  return [...new Set([...begun, ...slipped, ...nearest(wanted, values, OFFERED)])];
}

/** Values to put in place of those that match nothing: a misspelt one is near the right one. */
function offered({ operator, values }: Filter, has: string[]): string[] {
  const excludes = operator === '!=' || operator === '!~';
  if (excludes || values.some((value) => wholeVariable(value) !== null)) {
    // What is excluded names no value that is wanted, and a variable is fixed where it is chosen.
    return [];
  }
  const named = has.filter((value) => value !== '');
  const near = likest(values[0] ?? '', named);
  return [...near, ...(has.includes('') ? [''] : []), ...named.filter((value) => !near.includes(value))].slice(
    0,
    OFFERED
  );
}

/** What a query can do about it. */
function fixes(query: BasetenQuery, { reason, label, values }: Emptiness): Fix[] {
  const filters = query.filters ?? [];
  const filter = filters.find((candidate) => candidate.label === label && !candidate.disabled);
  if (!filter) {
    return [];
  }
  const replaced = offered(filter, reason === 'filter' ? values : []).map((value): Fix => {
    const next: Filter = { ...filter, operator: '=', values: [value] };
    return {
      label: t('editor.empty.use', 'Use {{value}}', { value: value === '' ? NONE : value }),
      query: { ...query, filters: filters.map((old) => (old === filter ? next : old)) },
    };
  });
  const removed: Fix = {
    label: t('editor.empty.remove', 'Remove the filter on {{label}}', { label: labelText(label) }),
    query: { ...query, filters: filters.filter((old) => old !== filter) },
  };
  return [...replaced, removed];
}

/** PromQL with a name that Baseten exports in place of one that it doesn't. */
function renamed(query: BasetenQuery, { reason, params }: Emptiness): Fix[] {
  const { metric, parts, unlisted } = params;
  if (reason !== 'metric' || typeof metric !== 'string') {
    return [];
  }
  const known = [...new Set(catalog.flatMap(exportedSeries))];
  const names = Array.isArray(parts) ? parts : unlisted === true ? nearest(metric, known, OFFERED) : [];
  // A name stands by itself: another may begin or end with it.
  const name = new RegExp(`(?<![\\w:])${metric.replace(/\W/g, '\\$&')}(?![\\w:])`, 'g');
  return names.map(textOf).map((value) => ({
    label: t('editor.empty.use', 'Use {{value}}', { value }),
    query: { ...query, expr: String(query.expr).replace(name, value) },
  }));
}

function rangeHint({ later, before }: Emptiness['params']): string {
  if (later !== true) {
    return t('editor.empty.range', 'Choose a longer time range, or an earlier one.');
  }
  return textOf(before) === ''
    ? t('editor.empty.range-later', 'Choose a later time range.')
    : t('editor.empty.range-compared', 'Compare with a past that is nearer.');
}

/** The reason with its fixes; a range that is too short is no part of a query, so that is said. */
export function emptyNotice(query: BasetenQuery, emptiness: Emptiness): FixableNotice {
  const { reason } = emptiness;
  const text = isEnglish() ? emptiness.text : (reasonText(emptiness) ?? emptiness.text);
  const hint = reason === 'range' ? rangeHint(emptiness.params) : '';
  return {
    severity: 'info',
    text: hint === '' ? text : `${text} ${hint}`,
    fixes: isCode(query) ? renamed(query, emptiness) : fixes(query, emptiness),
  };
}
