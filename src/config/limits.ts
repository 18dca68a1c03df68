/** What keeps one query from hurting Grafana or the server: the settings of the backend's limits, a row each. */
import { t } from '../i18n';
import { countOf } from '../settingValues';
import { type BasetenLimits } from '../types';

export interface LimitRow {
  setting: keyof BasetenLimits;
  /** In force where the setting is empty; the backend has the same. */
  missing: number;
  most: number;
  unit?: string;
  label: () => string;
  about: () => string;
}

export const limits: LimitRow[] = [
  {
    setting: 'maxResponseMegabytes',
    missing: 256,
    most: 8192,
    unit: 'MB',
    label: () => t('config.limits.size', 'Size of an answer'),
    about: () => t('config.limits.size-about', 'In megabytes, unpacked. A longer answer is an error of its query.'),
  },
  {
    setting: 'maxSeries',
    missing: 20_000,
    most: 1_000_000,
    label: () => t('config.limits.series', 'Series of an answer'),
    about: () => t('config.limits.series-about', 'A query with more is an error that says so.'),
  },
  {
    setting: 'maxQueryLength',
    missing: 500_000,
    most: 1_000_000,
    label: () => t('config.limits.length', 'Length of a query'),
    about: () => t('config.limits.length-about', 'In characters of PromQL, with the values of variables.'),
  },
  {
    setting: 'maxQueryNesting',
    missing: 200,
    most: 1000,
    label: () => t('config.limits.nesting', 'Nesting of a query'),
    about: () => t('config.limits.nesting-about', 'How many brackets of its PromQL may be inside of each other.'),
  },
  {
    setting: 'maxConcurrentQueries',
    missing: 20,
    most: 1000,
    label: () => t('config.limits.concurrent', 'Requests at one time'),
    about: () =>
      t(
        'config.limits.concurrent-about',
        'Requests to the server beyond these wait, no longer than the query timeout.'
      ),
  },
];

/** Whether the backend takes a limit; an empty one means its default. A provisioned file may hold it in quotes. */
export function isLimit(value: unknown, most: number): boolean {
  if (value === undefined || value === null || value === '') {
    return true;
  }
  const number = countOf(value);
  return number !== undefined && number <= most;
}

/**
 * What was typed as a limit: a number, nothing where it is empty. What is no whole number stays as it is typed, so that the
 * field says so: "2,5" and "1.000" mean another number in each language.
 */
export function limitOf(text: string): number | string | undefined {
  const typed = text.trim();
  return typed === '' ? undefined : /^\d+$/.test(typed) ? Number(typed) : typed;
}
