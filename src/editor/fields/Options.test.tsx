// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { findEntry, type QueryType, translate } from '../../translator';
import { type BasetenQuery } from '../../types';
import { summary } from './Options';

it.each<[string, QueryType | undefined, boolean, string]>([
  ['a panel', undefined, false, 'Type: Range'],
  ['a rule', undefined, true, 'Type: Instant'],
  ['a rule that says range', 'range', true, 'Type: Range'],
  ['a panel that says instant', 'instant', false, 'Type: Instant'],
])('in %s the options say what is run', (_, queryType, inRule, shown) => {
  const query: BasetenQuery = { refId: 'A', metric: 'baseten_replicas_active', queryType };
  expect(summary(query, findEntry('baseten_replicas_active'), inRule)).toContain(shown);
  expect(shown.toLowerCase()).toContain(translate(query, { fromAlert: inRule }).queryType);
});
