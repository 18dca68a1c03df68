/** What wakes somebody, a number each: the first row of the overview. */
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { FLEET, type PanelText } from '../panels';
import { PINNED } from '../../src/rules/pinned';
import { availability, latency, load, within } from '../promises';
import { FLOOR } from '../../src/rules/terms';
import { live, tile, type TileOptions, worst } from '../tiles';

const ONE = { filters: FLEET, groupBy: [] };
const BY_MODEL = { filters: FLEET, groupBy: ['model_name'] };

/** From 6 on the budget of 30 days is gone in 5, from 14.4 on in 2. */
export const BURN: TileOptions = {
  attention: 6,
  alarm: 14.4,
  decimals: 1,
  unit: 'suffix:×',
  noValue: 'no traffic',
  words: [{ below: 1, text: 'within budget' }],
};

/** When the async queue is empty, of the model that takes longest. */
export const drains: { text: PanelText; options: TileOptions } = {
  text: {
    title: 'Async drains in',
    description:
      'At the present pace, if nothing arrived any more; the model that takes longest. Above 2 hours, and growing, it opens a ticket.',
  },
  options: {
    attention: 3600,
    alarm: 7200,
    decimals: 0,
    unit: 's',
    noValue: 'no async work',
    words: [
      { is: 0, text: 'nothing waits' },
      { from: 86400, text: 'a day or more' },
    ],
  },
};

export function signals(): PanelBuilder[] {
  return [
    tile(
      {
        title: 'Unserved requests',
        description:
          'Requests in flight where no replica was active for 3 minutes. Normal is none. Requests are counted when they end, so in such an outage every ratio stays silent.',
      },
      { metric: 'unserved_requests', ...ONE },
      { alarm: 1, decimals: 0 }
    ),
    tile(
      {
        pinned: PINNED.fleetStalled,
        title: 'Stalled requests',
        description: 'Requests in flight for 10 minutes in which none ended. Normal is none.',
      },
      { metric: 'stalled_requests', ...ONE },
      { alarm: 1, decimals: 0 }
    ),
    worst(
      {
        title: 'Worst availability',
        description: `How many times faster than its own objective allows a model's requests fail, over an hour and the last 5 minutes of it. Fewer than ${FLOOR} failures count as none. From 14.4 on it pages, from 6 on after hours.`,
      },
      availability('availability_burn', { window: '1h', ...BY_MODEL }),
      BURN
    ),
    worst(
      {
        title: 'Worst latency',
        description: `How many times more responses are late than a model's own objective allows, over an hour and the last 5 minutes of it. Fewer than ${FLOOR} late ones count as none. From 14.4 on it pages, from 6 on after hours.`,
      },
      latency('latency_burn', { window: '1h', ...BY_MODEL }),
      BURN
    ),
    worst(
      {
        title: 'Clients gave up',
        description: `Requests in 40 minutes whose client left after more than the model's own latency objective: with replicas that hang it is all there is to see. From ${FLOOR} on, and 5% of the requests, it pages.`,
      },
      within('gave_up_requests', { window: '40m', ...BY_MODEL }),
      { attention: FLOOR, decimals: 0, unit: 'suffix: in 40 min', noValue: 'no traffic' }
    ),
    worst(drains.text, [{ metric: 'async_drain_time', ...BY_MODEL }], drains.options),
    worst(
      {
        title: 'Fullest model',
        description:
          'Requests in flight for each active replica, out of those that the model’s own objective means one for. 0 where a replica is starting. Above 100% for 15 minutes it opens a ticket.',
      },
      load('saturation', { ...BY_MODEL, window: '5m' }),
      { attention: 1, decimals: 0, unit: 'percentunit', noValue: 'no replica', words: [] }
    ),
    live({
      pinned: PINNED.dataAge,
      title: 'Is the data live?',
      description:
        'Seconds since the newest sample: at a scrape a minute, up to 90 are normal. Values that stand still are repeated by the export: every other number here is blind then.',
    }),
  ];
}
