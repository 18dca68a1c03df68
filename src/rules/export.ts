/** Rules about the way to the data: one alert for one loss, with its right name. */
import { PINNED } from './pinned';
import { above, atLeast, value } from './terms';
import { text, whole } from './texts';
import type { Rule } from './types';

const GONE = { A: { metric: 'export_gone' } };
const shared = { panel: PINNED.dataAge, groupBy: [] };

/** @param environment the one that texts name */
export const exportRules = (environment: string): Rule[] => [
  {
    ...shared,
    id: 'watchdog',
    title: 'Watchdog',
    severity: 'none',
    queries: GONE,
    // Always true, and asked of the server all the same: that it answers is part of what has to be seen working.
    when: [atLeast('A', 0)],
    for: '0s',
    keep: '0s',
    noData: 'OK',
    onError: 'OK',
    summary: [text`Always fires while rules are evaluated and notifications are sent`],
    description: [
      text`Route it to a service that calls somebody when it hears nothing for some minutes.`,
      text`It stops where the metrics server, the rules or the way of notifications fail.`,
    ],
  },
  {
    ...shared,
    id: 'export-gone',
    title: 'No Baseten metrics arrive',
    severity: 'page',
    queries: GONE,
    when: [above('A', 0)],
    // A restart of the server is over before anybody is awake.
    for: '10m',
    noData: 'KeepLast',
    // `Error` would ignore the time to wait, and fire under another name.
    onError: 'Alerting',
    summary: [text`No Baseten metric has arrived for more than 10 minutes`],
    description: [
      text`Every other rule is blind now.`,
      text`Look at the scrape target: 401 is the key, 429 is scraping too often.`,
      text`Is the metrics server there at all?`,
    ],
  },
  {
    ...shared,
    id: 'export-late',
    title: 'Baseten metrics are late',
    severity: 'ticket',
    queries: GONE,
    when: [above('A', 0)],
    // Scrapes two minutes apart, one of which is refused, leave a gap of four.
    for: '2m',
    noData: 'KeepLast',
    summary: [text`No Baseten metric has arrived for 5 minutes`],
    description: [text`Where it lasts, export-gone pages.`, text`Is a server being restarted?`],
  },
  {
    ...shared,
    id: 'export-frozen',
    title: 'Baseten metrics stand still',
    severity: 'page',
    queries: { A: { metric: 'export_frozen' } },
    when: [above('A', 0)],
    for: '2m',
    noData: 'KeepLast',
    summary: [text`Baseten metrics arrive and don't change any more`],
    description: [
      text`No request of any model has been counted for minutes, though replicas are active and requests in flight: the export repeats old values, or nothing answers anywhere.`,
      text`Every other rule is blind.`,
    ],
  },
  {
    ...shared,
    id: 'families-missing',
    title: 'A family of Baseten metrics is missing',
    severity: 'ticket',
    queries: { A: { metric: 'missing_families' } },
    when: [above('A', 0)],
    for: '5m',
    noData: 'OK',
    summary: [text`${whole('A')} families of metrics have no sample for any model, while containers run`],
    description: [
      text`Rules that read them are blind, and say nothing.`,
      text`Does the scrape drop series, or has the export changed?`,
    ],
  },
  {
    ...shared,
    id: 'models-missing',
    title: 'Models are missing from the export',
    severity: 'ticket',
    // Where all models are missing the export is, which has its own rule. Only models of the watched environment are asked for, so
    // that those of an environment with a new name are missing too.
    queries: { A: { metric: 'missing_models' }, B: { metric: 'export_gone' } },
    ownModels: true,
    when: [above('A', 0), { left: value('B'), op: '==', right: 0 }],
    for: '3m',
    keep: '30m',
    noData: 'OK',
    summary: [
      text`${whole('A')} models that answered requests minutes ago have no series any more in the environment ${environment}`,
    ],
    description: [
      text`No rule sees them.`,
      text`A model that goes to sleep has had no traffic before; were these deleted, is part of the export missing, or was the environment given another name?`,
    ],
  },
  {
    ...shared,
    id: 'nothing-watched',
    title: 'No model is in the watched environment',
    severity: 'ticket',
    queries: { A: { metric: 'unmatched_export' } },
    ownModels: true,
    when: [above('A', 0)],
    for: '15m',
    noData: 'OK',
    summary: [text`Deployments are exported, and none has been in the environment ${environment} for 12 hours`],
    description: [
      text`The rules watch that environment only: they can't fire.`,
      text`Promote a deployment to it, or name yours in the objectives.`,
    ],
  },
];

/** Joins every model: a frozen export looks as if all of them stalled. */
export const NOT_FROZEN = {
  query: { metric: 'export_frozen', groupBy: [] },
  is: (ref: string) => ({ left: value(ref), op: '==' as const, right: 0 }),
};
