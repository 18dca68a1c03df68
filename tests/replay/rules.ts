/** The alert rules as they ship: read from the file that Grafana's provisioning loads. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { EvaluatedRule } from '../../demo/lib/evaluator';
import type { QueryModel } from '../../src/translator';
import { parseMath } from '../../src/backtest';

export interface ReplayRule extends EvaluatedRule {
  /** The id without the part that tells one set of objectives from another; the anchor in docs/alerting.md. */
  id: string;
  uid: string;
  queries: Record<string, QueryModel>;
  keep: number;
  onError: 'OK' | 'KeepLast' | 'Alerting';
  severity: string;
}

interface RuleFile {
  groups: Array<{
    interval: string;
    rules: Array<{
      uid: string;
      condition: string;
      data: Array<{ refId: string; datasourceUid: string; model: QueryModel & { type?: string; expression?: string } }>;
      for: string;
      keepFiringFor?: string;
      noDataState: string;
      execErrState: string;
      missing_series_evals_to_resolve?: number;
      labels: Record<string, string>;
      annotations: { runbook_url: string };
    }>;
  }>;
}

const file = path.join(import.meta.dirname, '../../provisioning/alerting/baseten-rules.yaml');

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration such as `90s` or `1h30m`. */
export function milliseconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)([smhd])/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== duration) {
    throw new Error(`${duration} is no duration.`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? NaN), 0);
}

let shipped: readonly ReplayRule[] | undefined;

/** Every rule of the shipped file, in its order, read once: it takes a second. The rules are shared, so nobody changes them. */
export function shippedRules(): ReplayRule[] {
  shipped ??= rulesOf(readFileSync(file, 'utf8'));
  return [...shipped];
}

/** Every rule of a file, in its order. @throws an Error that names a rule which the replay can't evaluate. */
function rulesOf(text: string): ReplayRule[] {
  const { groups }: RuleFile = parse(text);
  return groups.flatMap(({ interval, rules }) =>
    rules.map((rule) => {
      const condition = rule.data.find(({ refId }) => refId === rule.condition)?.model;
      const { noDataState, execErrState } = rule;
      if (condition?.type !== 'math' || condition.expression === undefined) {
        throw new Error(`The condition of ${rule.uid} is no math expression.`);
      }
      if (noDataState !== 'OK' && noDataState !== 'KeepLast') {
        throw new Error(`${rule.uid} does ${noDataState} without data, which the replay doesn't know.`);
      }
      if (execErrState !== 'OK' && execErrState !== 'KeepLast' && execErrState !== 'Alerting') {
        throw new Error(`${rule.uid} does ${execErrState} on an error, which the replay doesn't know.`);
      }
      // Others only tell who is meant.
      const asked = new Set(condition.expression.match(/\$[A-Z]+/g));
      const queries = rule.data.filter(({ refId }) => asked.has(`$${refId}`));
      return {
        id: rule.annotations.runbook_url.split('#')[1] ?? '',
        uid: rule.uid,
        queries: Object.fromEntries(queries.map(({ refId, model }) => [refId, model])),
        condition: parseMath(condition.expression),
        for: milliseconds(rule.for),
        keep: milliseconds(rule.keepFiringFor ?? '0s'),
        interval: milliseconds(interval),
        noData: noDataState,
        onError: execErrState,
        missing: rule.missing_series_evals_to_resolve ?? 2,
        severity: rule.labels['severity'] ?? '',
      };
    })
  );
}

/** The longest that a rule looks back, in milliseconds: what went wrong is part of its values for so long. */
export function lookBack({ queries }: ReplayRule): number {
  // Measures without a window of their own look back ten minutes at most.
  return Math.max(
    10 * 60_000,
    ...Object.values(queries).map(({ window, offset }) =>
      [window, offset].reduce((sum, duration) => sum + (duration === undefined ? 0 : milliseconds(duration)), 0)
    )
  );
}
