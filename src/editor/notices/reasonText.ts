/**
 * Why an answer is empty, worded from the backend's code and what belongs to it (pkg/plugin/whyempty/reason.go). In English the
 * backend's own sentence stands, which says more here and there.
 */
import { t, textOf } from '../../i18n';
import { NONE } from '../../interpolate';
import { isRecord } from '../../translator';
import { operatorTexts } from '../texts/terms';

/** What stands in a frame's metadata. */
export interface Emptiness {
  text: string;
  /** `filter` and `label`: no series has the label's value, or the label; others can't be fixed in a query. */
  reason: string;
  label: string;
  /** Values that the label has. */
  values: string[];
  /** What the text is made of. */
  params: Record<string, unknown>;
}

/** As many values as a sentence bears. */
const SHOWN = 5;

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function quoted(value: unknown): string {
  return textOf(value) === '' ? NONE : `„${textOf(value)}“`;
}

function quotedList(values: unknown[]): string {
  const shown = values.slice(0, SHOWN).map(quoted).join(', ');
  const more = values.length - SHOWN;
  return more > 0 ? t('editor.empty.why.more', '{{shown}} and {{more}} more', { shown, more }) : shown;
}

/** A moment as the backend writes it. */
function moment(ms: unknown): string {
  return typeof ms === 'number'
    ? new Date(ms)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC')
    : '';
}

function condition(params: Record<string, unknown>): string {
  const { label, operator, value } = params;
  const verb = operator === '=' || operator === '!=' || operator === '=~' || operator === '!~' ? operator : '=';
  return `${textOf(label)} ${operatorTexts[verb]().label} ${quoted(value)}`;
}

type Wording = (params: Record<string, unknown>, emptiness: Emptiness) => string;

const noSuchSide = (side: string) =>
  t('editor.empty.why.side', 'In this time range there is no deployment whose rollout_phase is {{side}}.', { side });

const WORDINGS: Record<string, Wording> = {
  future: ({ now }) =>
    t('editor.empty.why.future', 'The time range lies in the future: now it is {{now}}.', { now: moment(now) }),
  metric: ({ metric, parts, unlisted }) => {
    const series = listOf(parts).map(textOf).join(', ');
    if (series !== '') {
      return t(
        'editor.empty.why.histogram',
        '{{metric}} is not on this server: it is a histogram, whose series are {{series}}.',
        { metric: textOf(metric), series }
      );
    }
    return unlisted === true
      ? t(
          'editor.empty.why.unlisted',
          "{{metric}} is not on this server, and Baseten's documents list no metric of that name: look for a slip in it.",
          { metric: textOf(metric) }
        )
      : t(
          'editor.empty.why.metric',
          "{{metric}} is not on this server: it has no sample in the past 14 days. A metric appears within two minutes after the first request or deployment that it counts. If none of them appears, see whether the scrape job reaches Baseten's export endpoint, with the header `Authorization: Api-Key …`.",
          { metric: textOf(metric) }
        );
  },
  range: ({ metric, last, before }) =>
    textOf(before) === ''
      ? t('editor.empty.why.range', '{{metric}} has no sample in this time range; the last one was at {{last}}.', {
          metric: textOf(metric),
          last: moment(last),
        })
      : t(
          'editor.empty.why.range-before',
          '{{metric}} has no sample {{before}} before this time range, which is where the query looks; the last one was at {{last}}.',
          { metric: textOf(metric), last: moment(last), before: textOf(before) }
        ),
  ended: ({ metric, last }) =>
    t(
      'editor.empty.why.ended',
      'The last sample of {{metric}} with these filters was at {{last}}: the series has ended, as when a deployment scales to zero or is replaced.',
      { metric: textOf(metric), last: moment(last) }
    ),
  since: ({ metric, step }) =>
    t(
      'editor.empty.why.since',
      '{{metric}} has samples in this time range, but only since the last point of the graph: points are {{step}} s apart, and the next one is yet to come. Choose a smaller min step.',
      { metric: textOf(metric), step: textOf(step) }
    ),
  between: ({ metric, step }) =>
    t(
      'editor.empty.why.between',
      '{{metric}} has samples in this time range, but none in the five minutes before a point of the graph, which are {{step}} s apart. Choose a smaller min step, or a calculation over the time between.',
      { metric: textOf(metric), step: textOf(step) }
    ),
  label: (params) =>
    t(
      'editor.empty.why.label',
      'No series of {{metric}} on this server has the label {{label}}, so {{condition}} matches none.',
      {
        metric: textOf(params.metric),
        label: textOf(params.label),
        condition: condition(params),
      }
    ),
  filter: (params, { values }) => {
    const before = listOf(params.before).filter(isRecord);
    const metric = textOf(params.metric);
    const has = quotedList(values);
    const same = before.find(({ label }) => label === params.label);
    if (same) {
      return t(
        'editor.empty.why.contrary',
        'No series of {{metric}} can fulfil two conditions of this query: {{one}}, and {{other}}.',
        { metric, one: condition(same), other: condition(params) }
      );
    }
    return before.length === 0
      ? t(
          'editor.empty.why.filter',
          'No series of {{metric}} matches the filter {{condition}}; in this time range the server has {{has}}.',
          {
            metric,
            condition: condition(params),
            has,
          }
        )
      : t(
          'editor.empty.why.filters',
          'Each filter matches some series of {{metric}}, but none matches all: where {{conditions}}, {{label}} has {{has}}.',
          {
            metric,
            conditions: before.map(condition).join(` ${t('editor.sentence.and', 'and')} `),
            label: textOf(params.label),
            has,
          }
        );
  },
  relabelled: ({ metric, label, exported }) =>
    t(
      'editor.empty.why.relabelled',
      "The label {{label}} of {{metric}} is the scrape job's own; Baseten's stands in {{exported}}. Set honor_labels: true in the scrape job, or give the job's label another name.",
      { metric: textOf(metric), label: textOf(label), exported: textOf(exported) }
    ),
  condition: (params) =>
    t(
      'editor.empty.why.condition',
      'The calculation looks only at series of {{metric}} where {{condition}}, and in this time range {{label}} is {{has}}.',
      {
        metric: textOf(params.metric),
        condition: condition(params),
        label: textOf(params.label),
        has: quotedList(listOf(params.values)),
      }
    ),
  side: ({ side, sides }) => noSuchSide(quotedList(listOf(sides ?? [side]))),
  bound: ({ metric, bound, bounds }) =>
    t('editor.empty.why.bound', '{{metric}} has no bucket that ends at {{bound}}. Its bounds are {{bounds}}.', {
      metric: textOf(metric).replace(/_bucket$/, ''),
      bound: textOf(bound),
      bounds: listOf(bounds).map(textOf).join(', '),
    }),
  unbucketed: ({ by }) =>
    t(
      'editor.empty.why.unbucketed',
      'A quantile is read from buckets, and {{by}} leaves nothing to tell them apart by: keep the label le.',
      {
        by: textOf(by),
      }
    ),
  window: ({ window, scrapeInterval }) =>
    t(
      'editor.empty.why.window',
      'The window of {{window}} s never holds two samples at a scrape interval of {{scrape}} s, and a rate needs two.',
      { window: textOf(window), scrape: textOf(scrapeInterval) }
    ),
  traffic: ({ metric, side, sides }) =>
    side === undefined && sides === undefined
      ? t(
          'editor.empty.why.traffic',
          '{{metric}} counted nothing in this time range, and this calculation needs traffic.',
          {
            metric: textOf(metric) || t('editor.empty.why.chosen', 'What was chosen'),
          }
        )
      : t(
          'editor.empty.why.idle-side',
          'There was no traffic in this time range on this side of the rollout: {{side}}.',
          {
            side: quotedList(listOf(sides ?? [side])),
          }
        ),
  zero: ({ metric }) =>
    t('editor.empty.why.zero', '{{metric}} was never above 0 in this time range.', { metric: textOf(metric) }),
  compared: ({ operator, limit }) =>
    t('editor.empty.why.compared', 'No value is {{operator}} {{limit}} in this time range.', {
      operator: textOf(operator),
      limit: textOf(limit),
    }),
  unjoined: ({ operator }) =>
    t('editor.empty.why.unjoined', 'Both sides of {{operator}} have values, and none have the same labels.', {
      operator: textOf(operator),
    }),
  excluded: () => t('editor.empty.why.excluded', 'All series are left out by what stands behind unless.'),
  present: () => t('editor.empty.why.present', 'absent gives a value only where a series is missing, and it is there.'),
  nothing: () =>
    t('editor.empty.why.nothing', 'The series are there in this time range, but the query gives no value of them.'),
};

/** The sentence in the language chosen; undefined for a code that this version doesn't know. */
export function reasonText(emptiness: Emptiness): string | undefined {
  return Object.hasOwn(WORDINGS, emptiness.reason)
    ? WORDINGS[emptiness.reason]?.(emptiness.params, emptiness)
    : undefined;
}

/** The codes that have a wording. */
export const reasonCodes = Object.keys(WORDINGS);
