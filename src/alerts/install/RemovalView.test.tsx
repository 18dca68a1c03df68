// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { removalOf } from './carryOut';
import { foundRules } from './found';
import { folderUidOf, RING_GROUP, uidOf } from './names';
import { RemovalView } from './RemovalView';

afterEach(cleanup);
const nothing = () => undefined;

/** A rule as Grafana lists it. */
const rule = (uid: string, more: object = {}) => ({
  uid,
  title: `Rule ${uid}`,
  folderUID: 'provisioned',
  ruleGroup: 'file',
  data: [{ datasourceUid: 'source-1' }, { datasourceUid: '__expr__' }],
  ...more,
});
const ours = (id: string, ruleGroup = 'baseten-pages') =>
  rule(uidOf('source-1', id), { folderUID: folderUidOf('source-1'), ruleGroup });

const show = (rules: object[]) =>
  render(<RemovalView removal={removalOf('source-1', foundRules(rules))} onRemove={nothing} onCancel={nothing} />);

it('says how many go and how many ring on, with their names, where a file provisions rules too', () => {
  show([
    ours('a'),
    ours('b'),
    ours('test', RING_GROUP),
    rule('from-a-file', { provenance: 'file', labels: { source: 'baseten' } }),
    rule('somebodys'),
    rule('silent', { isPaused: true }),
    rule('elsewhere', { data: [{ datasourceUid: 'source-2' }] }),
  ]);
  expect(screen.getByText('Alert rules that go: 2')).toBeTruthy();
  expect(screen.getByText(/^2 other alert rules of this data source stay and go on ringing/)).toBeTruthy();
  expect(screen.getAllByRole('listitem', { hidden: true }).map(({ textContent }) => textContent)).toEqual([
    'Rule from-a-file (file)',
    'Rule somebodys (file)',
  ]);
  expect(screen.queryByText(/nothing of it rings/)).toBeNull();
});

it('says that nothing rings any more only where no other rule asks the data source', () => {
  show([ours('a'), rule('silent', { isPaused: true }), rule('elsewhere', { data: [{ datasourceUid: 'source-2' }] })]);
  expect(screen.getByText('Alert rules that go: 1')).toBeTruthy();
  expect(screen.getByText(/nothing of it rings any more then/)).toBeTruthy();
});
