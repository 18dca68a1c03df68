// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { HASH_ANNOTATION } from '../rules/grafana';
import { countInstalled } from './installed';

/** As Grafana's ruler lists a rule. */
const rule = (source: string, uid: string, hash?: string) => ({
  labels: { source },
  annotations: hash === undefined ? {} : { [HASH_ANNOTATION]: hash },
  grafana_alert: { title: 'x', data: [{ datasourceUid: uid }, { datasourceUid: '__expr__' }] },
});

it('the rules of ours for one data source are compared with the document, wherever they stand', () => {
  const rules = {
    Baseten: [{ name: 'pages', rules: [rule('baseten', 'one', 'h'), rule('baseten', 'one', 'old')] }],
    Others: [
      { name: 'a', rules: [rule('baseten', 'one'), rule('baseten', 'two', 'h'), rule('else', 'one', 'h')] },
      { name: 'b', rules: [rule('baseten', 'one', 'h')] },
    ],
  };
  expect(countInstalled(rules, 'one', 'h')).toEqual({ same: 2, other: 2 });
  expect(countInstalled(rules, 'two', 'h')).toEqual({ same: 1, other: 0 });
});

it.each([[null], [[]], ['x'], [{ Baseten: null }], [{ Baseten: [{ rules: [null, { labels: 3 }] }] }]])(
  'an answer that is none of rules (%j) has none',
  (answer) => {
    expect(countInstalled(answer, 'one', 'h')).toEqual({ same: 0, other: 0 });
  }
);
