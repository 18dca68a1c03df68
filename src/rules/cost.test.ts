/** What the rules make a server read: how often they are asked, and how often each window stands in one question. */
import { describe, expect, it } from 'vitest';
import { shipped } from '../../provision/objectives';
import { selectorsOf } from '../testing/selectors';
import { grafanaRules } from './grafana';
import { prometheusExpr, prometheusRules } from './prometheus';
import type { Comparison, PlacedRule } from './types';
import { allRules } from './variants';

const count = (text: string, part: string) => text.split(part).length - 1;

const rule = (more: Partial<PlacedRule>): PlacedRule => ({
  id: 'x',
  kind: 'x',
  title: 'X',
  severity: 'page',
  queries: {
    A: { metric: 'valid_requests', window: '6h', groupBy: ['model_name'] },
    B: { metric: 'valid_requests', window: '30m', groupBy: ['model_name'] },
  },
  when: [],
  for: '0s',
  noData: 'OK',
  summary: [],
  description: [],
  panel: { dashboard: '', id: 0 },
  groupBy: ['model_name'],
  ...more,
});

describe('what the rules cost', () => {
  it('reads a window once, however often it is compared', () => {
    const A = { ref: 'A' };
    const B = { ref: 'B' };
    const expr = prometheusExpr(
      rule({
        when: [
          { left: A, op: '>=', right: 10 },
          { left: B, op: '>', right: 0 },
          { left: A, op: '>=', right: { op: '+', left: B, right: 5 } },
        ],
      })
    );
    expect(count(expr, '[6h]')).toBe(1);
    const [six = '', half = ''] = ['6h', '30m'].map(
      (window) =>
        `(sum by (model_name) (max by (model_name, deployment_id, environment, rollout_phase, status_code, is_async) (increase(baseten_inference_requests_total{status_code=~"[ -/0248:-~]?|[ -02-~].|1[ -/2-57-~]|[ -35-~]..|429|[ -02-~]...|1[ -/1-~]..|10[ -/2-~].|100[ -014-6:-~]|101[ -/1-~]|.{5,}"}[${window}]))))`
    );
    // The outer comparison keeps what the inner one does: the value of the first query.
    expect(expr).toBe(`((${six} >= 10) >= (${half} + 5)) and (${half} > 0)`);
  });

  it('reads nothing for zeros that a comparison drops, and keeps those that it does not', () => {
    const query = { metric: 'error_ratio', window: '1h', groupBy: ['model_name'] };
    const exprFor = (op: '>' | '>=' | '<=', right: Comparison['right']) =>
      prometheusExpr(rule({ queries: { A: query, B: query }, when: [{ left: { ref: 'A' }, op, right }] }));
    const zeros = '0 * sum by (model_name)';
    expect(count(exprFor('>', 0.01), zeros)).toBe(0);
    expect(count(exprFor('>', 0), zeros)).toBe(0);
    expect(count(exprFor('>=', 0.01), zeros)).toBe(0);
    // Zero itself is above less than zero, reaches zero, and is below anything.
    expect(count(exprFor('>', -1), zeros)).toBe(1);
    expect(count(exprFor('>=', 0), zeros)).toBe(1);
    expect(count(exprFor('<=', 0.01), zeros)).toBe(1);
    // What is compared with must be there.
    expect(count(exprFor('>', { ref: 'B' }), zeros)).toBe(2);
  });

  it('asks each minute for pages, each other minute for late responses and tickets, once an hour for days', () => {
    const kinds = (name: string) => [
      ...new Set(
        prometheusRules(allRules(shipped))
          .groups.filter((group) => group.name === name)
          .flatMap(({ rules, interval }) => rules.map(({ labels }) => `${interval} ${labels['rule']}`))
      ),
    ];
    expect(kinds('baseten-pages')).toEqual([
      '1m watchdog',
      '1m export-gone',
      '1m export-frozen',
      '1m availability-burn',
      '1m requests-unserved',
      '1m async-unserved',
      '1m requests-stalled',
    ]);
    expect(kinds('baseten-latency')).toEqual(['2m latency-burn', '2m clients-give-up', '2m first-byte-burn']);
    expect(kinds('baseten-days')).toEqual(['1h availability-leak', '1h latency-leak']);
    expect(kinds('baseten-tickets').every((kind) => kind.startsWith('2m '))).toBe(true);
    // Its alert ends after five minutes without a series, as Grafana counts evaluations: two at least.
    const missing = grafanaRules(allRules(shipped), '').groups.map(({ interval, rules }) => [
      interval,
      ...new Set(rules.map(({ missing_series_evals_to_resolve }) => missing_series_evals_to_resolve)),
    ]);
    expect(missing).toEqual([
      ['1m', 5],
      ['2m', 3],
      ['2m', 3],
      ['15m', 2],
      ['1h', 2],
    ]);
  });

  it('has the names of a set in the selectors of its rules, so that a set costs what its own models do', () => {
    // These ask about all models, and have the names in their first comparison.
    const ofEverything = ['requests-stalled', 'newborn-failures', 'canary-worse'];
    const ofSets = prometheusRules(allRules(shipped))
      .groups.flatMap(({ rules }) => rules)
      .filter(({ alert, labels }) => / \(.+\)$/.test(alert) && !ofEverything.includes(labels['rule'] ?? ''));
    expect(ofSets.length).toBeGreaterThan(0);
    for (const { expr, alert } of ofSets) {
      // A bare one asks whether anybody exports its family at all.
      const narrowed = selectorsOf(expr).filter(({ matchers }) => matchers.length > 0);
      expect(narrowed.length, alert).toBeGreaterThan(0);
      const unnamed = narrowed.filter(
        ({ matchers }) => !matchers.some(({ label, operator }) => label === 'model_name' && !operator.startsWith('!'))
      );
      expect(unnamed, alert).toEqual([]);
    }
  });
});
