import { expect, test } from 'vitest';
import { translate } from '../index';

test.each<[what: string, offset: string, earlier: string]>([
  ['hours and minutes', '1h', '1h10m'],
  ['weeks', '1w', '7d10m'],
  ['the longest time that Prometheus can hold', '9223371436854ms', '106751d23h47m16s854ms'],
])('the time before a window of ten minutes, moved back by %s', (_, offset, earlier) => {
  const { expr } = translate({ metric: 'stalled_requests', offset });
  expect(new Set(expr.match(/ offset \w+/g))).toEqual(new Set([` offset ${offset}`, ` offset ${earlier}`]));
});
