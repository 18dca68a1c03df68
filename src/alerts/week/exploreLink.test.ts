// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { readObjectives } from '../../objectives';
import { allRules } from '../../rules/variants';
import { exploreLink } from './exploreLink';

it('a stretch leads to Explore, half an hour around it, with the query that decides before those that are hidden', () => {
  const rule = allRules(readObjectives({ version: 1 }).document).find(({ id }) => id === 'high-error-ratio');
  if (rule === undefined) {
    throw new Error('There is no such rule any more.');
  }
  const link = exploreLink('u/1', 'type', rule, 10_000_000, 20_000_000);
  const { pathname, searchParams } = new URL(link, 'http://localhost');
  expect(pathname).toBe('/explore');
  const { alerts } = JSON.parse(searchParams.get('panes') ?? '{}');
  expect(alerts.datasource).toBe('u/1');
  expect(alerts.range).toEqual({ from: '8200000', to: '21800000' });
  expect(alerts.queries).toMatchObject([
    { refId: 'A', metric: 'error_ratio', queryType: 'range', hide: false, datasource: { uid: 'u/1', type: 'type' } },
    { refId: 'C', metric: 'bad_requests', queryType: 'range', hide: true },
  ]);
});
