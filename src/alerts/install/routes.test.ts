import { describe, expect, it } from 'vitest';
import { kindsOf, reachedBy, routeOf } from './routes';

/** As `GET /api/v1/provisioning/policies` prints a tree. */
const tree = routeOf({
  receiver: 'default',
  group_by: ['grafana_folder', 'alertname'],
  routes: [
    { receiver: 'archive', object_matchers: [['source', '=', 'baseten']], continue: true },
    {
      receiver: 'on call',
      object_matchers: [['severity', '=~', 'page|critical']],
      routes: [
        { receiver: 'chat team', object_matchers: [['model_name', '=', 'chat']] },
        { object_matchers: [['rule', '=', 'export-gone']], mute_time_intervals: ['nights'] },
      ],
    },
    {
      receiver: 'heartbeat',
      object_matchers: [
        ['severity', '=', 'none'],
        ['rule', '=', 'watchdog'],
      ],
    },
    { receiver: 'unlabelled', object_matchers: [['source', '=', '']] },
  ],
});
const reached = (labels: Record<string, string>, open: string[] = []) =>
  reachedBy(tree, { source: 'baseten', ...labels }, new Set(open)).map(({ receiver, depends, muted }) =>
    [receiver, ...(depends ? ['perhaps'] : []), ...muted].join(', ')
  );

// Worked out by hand from how an Alertmanager walks the tree: children in their order, the first that takes the alert keeps
// it unless it goes on, and where none does the policy itself has it.
describe('the notification policies', () => {
  it.each<[what: string, labels: Record<string, string>, open: string[], expected: string[]]>([
    ['the default where only one that goes on takes it', { severity: 'ticket' }, [], ['archive']],
    ['the page', { severity: 'page', rule: 'stalled' }, [], ['archive', 'on call']],
    ['whole words only', { severity: 'pages' }, [], ['archive']],
    ['the watchdog', { severity: 'none', rule: 'watchdog' }, [], ['archive', 'heartbeat']],
    ['all matchers must hold', { severity: 'none', rule: 'other' }, [], ['archive']],
    [
      'what depends on the model',
      { severity: 'page' },
      ['model_name'],
      ['archive', 'chat team, perhaps', 'on call, perhaps'],
    ],
    [
      'a child without a contact point has its parent’s',
      { severity: 'page', rule: 'export-gone' },
      [],
      ['archive', 'on call, nights'],
    ],
  ])('%s', (_, labels, open, expected) => expect(reached(labels, open)).toEqual(expected));

  it('a label that is missing is empty', () => {
    expect(reachedBy(tree, {}).map(({ receiver }) => receiver)).toEqual(['unlabelled']);
  });

  it('a tree of one policy has its contact point, and what is no tree has none', () => {
    expect(reachedBy(routeOf({ receiver: 'grafana-default-email' }), {})).toEqual([
      { receiver: 'grafana-default-email', depends: false, muted: [] },
    ]);
    expect(reachedBy(routeOf(null), {})).toEqual([{ receiver: '', depends: false, muted: [] }]);
  });

  it('a pattern that the browser does not know is not guessed', () => {
    const odd = routeOf({ receiver: 'default', routes: [{ receiver: 'x', object_matchers: [['a', '=~', '(?i)b']] }] });
    expect(reachedBy(odd, { a: 'B' })).toMatchObject([
      { receiver: 'x', depends: true },
      { receiver: 'default', depends: true },
    ]);
  });

  it("Grafana's example of an address is nobody's", () => {
    const points = [
      { name: 'a', type: 'email', settings: { addresses: '<example@email.com>' } },
      { name: 'b', type: 'email', settings: { addresses: 'me@example.org' } },
      { name: 'b', type: 'webhook', settings: { url: '[REDACTED]' } },
    ];
    expect(kindsOf(points, 'a')).toEqual({ kinds: ['email'], isExample: true });
    expect(kindsOf(points, 'b')).toEqual({ kinds: ['email', 'webhook'], isExample: false });
    expect(kindsOf(points, 'c')).toBeUndefined();
  });
});
