/** A query as an alert rule of Grafana's file provisioning. Loaded only when a rule is asked for. */
import { stringify } from 'yaml';
import {
  formatDuration,
  isCode,
  translate,
  type TranslateContext,
  type Translation,
  withoutFields,
} from '../../translator';
import { type BasetenQuery } from '../../types';
import { summaryOf, untemplated } from './summary';

/** Each text in quotes: PyYAML refuses a plain `=`, and YAML 1.1 takes a plain `no` for something else. */
const QUOTED = {
  lineWidth: 0,
  aliasDuplicateObjects: false,
  defaultStringType: 'QUOTE_DOUBLE',
  defaultKeyType: 'PLAIN',
} as const;

/** When a rule fires. */
export interface Limit {
  /** It fires below the value, and not above. */
  below: boolean;
  /** In the query's unit. */
  value: number;
  /** How many minutes it has to last. */
  minutes: number;
}

/** What a copied rule does beside firing; as written in its file. */
export const COPIED = { minutes: 5, keepMinutes: 5, missing: 5, noData: 'OK', onError: 'KeepLast' } as const;

/** What a rule needs beside its query. */
export interface RuleContext {
  /** Uid of the data source; rules know no variables. */
  datasourceUid: string;
  limit: Limit;
  /** What the query asks, in words for whoever is called; empty for PromQL, which nobody has put into words. */
  sentence: string;
}

/** A query as a rule runs it, and what that is. */
export interface Asked {
  model: BasetenQuery;
  translation: Translation;
}

/** A window of five minutes holds at least four scrapes of a minute, Baseten's usual interval. */
const RATE_WINDOW_MS = 300_000;
/** What a step is in a rule, which has none: how often the group is evaluated. */
const STEP_MS = 60_000;
/** Each query carries its own window; this only has to be valid. */
const RANGE_SECONDS = 600;
const PLUGIN = 'baseten-metrics-datasource';
const EXPRESSION = '__expr__';
const REF_ID = 'A';
const CONDITION = 'B';
const MACRO = /\$(?:__(rate_interval|interval|range)(_ms|_s)?\b|\{__(rate_interval|interval|range)(_ms|_s)?\})/g;

/** Writes out every macro, since a rule has neither a range nor a step that a person sees. */
function writtenOut(text: string, rangeMs: number): string {
  return text.replace(MACRO, (_, plain?: string, plainUnit?: string, braced?: string, bracedUnit?: string) => {
    const name = plain ?? braced;
    const unit = plainUnit ?? bracedUnit;
    const ms = name === 'range' ? rangeMs : name === 'interval' ? STEP_MS : RATE_WINDOW_MS;
    return unit === '_ms' ? String(ms) : unit === '_s' ? String(ms / 1000) : formatDuration(ms);
  });
}

/** Short, and the same for the same text: FNV-1a, 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const char of text) {
    value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** Provisioning expands `$` in titles and labels; twice it stands for itself. */
function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** The query as a rule runs it: instant, its window written out, and nothing that only shows. */
function modelOf(query: BasetenQuery, range: number): BasetenQuery {
  const rangeMs = Math.max(1000, Math.round(range / 1000) * 1000);
  const { hide, datasource, key, expr, ...asked } = withoutFields(query, 'shown');
  const shared: BasetenQuery = { ...asked, refId: REF_ID, queryType: 'instant' };
  if (isCode(query)) {
    return { ...shared, expr: writtenOut(expr ?? '', rangeMs) };
  }
  // As it is shown, since an instant query may have another usual window.
  const { window } = translate(query);
  return {
    ...shared,
    ...(window === '' ? {} : { window: writtenOut(window, rangeMs) }),
    ...(query.offset ? { offset: writtenOut(query.offset, rangeMs) } : {}),
  };
}

/**
 * What a rule of a query runs. The query's variables are filled in before. Throws as `translate` does, and where the query asks
 * for nothing.
 * @param rangeMs the time range that the query is looked at with, in milliseconds
 * @param context what the data source says of itself, so that the rule's texts are about what it runs
 */
export function askedOf(query: BasetenQuery, rangeMs: number, context: TranslateContext = {}): Asked {
  const model = modelOf(query, rangeMs);
  const translation = translate(model, { ...context, fromAlert: true });
  if (translation.kind === 'empty') {
    throw new Error('This query asks for nothing yet: pick a metric, or write PromQL.');
  }
  return { model, translation };
}

/** A provisioning file with one rule that fires beyond the threshold, to be edited. */
export function alertRule({ model, translation }: Asked, { datasourceUid, limit, sentence }: RuleContext): string {
  const id = hash(JSON.stringify([datasourceUid, model]));
  const name = translation.title || 'Baseten query';
  const rule = {
    uid: `baseten-copy-${id}`,
    title: literal(`${name} (${id})`),
    condition: CONDITION,
    data: [
      {
        refId: REF_ID,
        relativeTimeRange: { from: RANGE_SECONDS, to: 0 },
        datasourceUid,
        model: { datasource: { type: PLUGIN, uid: datasourceUid }, ...model },
      },
      {
        refId: CONDITION,
        relativeTimeRange: { from: 0, to: 0 },
        datasourceUid: EXPRESSION,
        model: {
          refId: CONDITION,
          datasource: { type: EXPRESSION, uid: EXPRESSION },
          type: 'threshold',
          expression: REF_ID,
          conditions: [{ evaluator: { type: limit.below ? 'lt' : 'gt', params: [limit.value] } }],
        },
      },
    ],
    for: `${limit.minutes}m`,
    // Where nobody calls there is no data, which is fine; a gap of the export must not end an alert.
    keepFiringFor: `${COPIED.keepMinutes}m`,
    noDataState: COPIED.noData,
    execErrState: COPIED.onError,
    missing_series_evals_to_resolve: COPIED.missing,
    labels: { severity: 'ticket', source: 'baseten' },
    annotations: {
      summary: summaryOf(REF_ID, translation, limit),
      // The PromQL is not among them: Grafana's messages list every annotation, and the rule holds its query.
      ...(sentence === '' ? {} : { description: untemplated(sentence) }),
    },
    isPaused: false,
  };
  const file = {
    apiVersion: 1,
    groups: [{ orgId: 1, name: 'baseten-copied', folder: 'Baseten', interval: '1m', rules: [rule] }],
  };
  const head = [
    '# Save this in Grafana’s provisioning/alerting folder. Edit first: severity, title.',
    '# Rules of one group belong into one file, so put further ones under the same "rules".',
  ];
  return `${head.join('\n')}\n${stringify(file, QUOTED)}`;
}
