// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readObjectives } from '../../objectives';
import { fileOf } from './download';
import { listOf, memberOf, textAt } from './found';
import { ringGroup, SEVERITIES } from './ring';
import { whyNot } from './rights';

const { document } = readObjectives({ version: 1 });

describe('downloaded files', () => {
  it('ask the data source that they are for, and none of another', () => {
    const { name, content } = fileOf(document, 'grafana', 'my "own"');
    const rules = listOf(memberOf(parse(content), 'groups')).flatMap((group) => listOf(memberOf(group, 'rules')));
    const queries = rules.flatMap((rule) => listOf(memberOf(rule, 'data')));
    expect(name).toBe('baseten-rules.yaml');
    expect(new Set(queries.map((query) => textAt(query, 'datasourceUid')))).toEqual(new Set(['my "own"', '__expr__']));
    expect(new Set(queries.map((query) => textAt(memberOf(memberOf(query, 'model'), 'datasource'), 'uid')))).toEqual(
      new Set(['my "own"', '__expr__'])
    );
  });

  it('are rules of Prometheus too', () => {
    const groups = listOf(memberOf(parse(fileOf(document, 'prometheus', 'x').content), 'groups'));
    const rules = groups.flatMap((group) => listOf(memberOf(group, 'rules')));
    expect(rules.length).toBeGreaterThan(20);
    expect(rules.every((rule) => textAt(rule, 'expr') !== '')).toBe(true);
  });
});

describe('a test alert', () => {
  const { rules } = ringGroup('source-1', SEVERITIES, 1_700_000_000_500, 'somebody');

  it('has the labels that routes go by, and says that it is a test and when it ends', () => {
    expect(rules.map(({ labels }) => [labels['severity'], labels['source'], labels['test']])).toEqual([
      ['page', 'baseten', 'true'],
      ['ticket', 'baseten', 'true'],
      ['none', 'baseten', 'true'],
    ]);
    expect(
      rules.every(({ title, annotations }) => title.includes('TEST') && annotations.summary.includes('TEST'))
    ).toBe(true);
    expect(rules[0]?.annotations.description).toContain('2023-11-14T22:13:21.000Z');
  });

  it('ends by itself: it compares the time', () => {
    expect(rules[0]?.data.map(({ model }) => model)).toMatchObject([
      { expr: 'vector(time())' },
      { expression: '$A < 1700000001' },
    ]);
  });
});

describe('rights', () => {
  it.each<[who: string, permissions: string[], may: boolean]>([
    ['an administrator', ['alert.provisioning:write'], true],
    ['an editor', ['alert.rules:create', 'alert.rules:write', 'alert.provisioning.provenance:write'], true],
    ['who writes rules only in their own pages', ['alert.rules:create', 'alert.rules:write'], false],
    ['a viewer', ['alert.rules:read'], false],
  ])('%s', (_, permissions, may) => {
    const user = { permissions: Object.fromEntries(permissions.map((one) => [one, true])) };
    expect(whyNot(user) === undefined).toBe(may);
  });

  it('are left to the server where the page knows none', () => {
    expect(whyNot({ permissions: {} })).toBeUndefined();
  });
});
