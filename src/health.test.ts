import { expect, it } from 'vitest';
import { withLines } from './health';

it('gives each layer a line with its mark', () => {
  const layers = [
    { name: 'reachable', ok: true, text: 'Connected to Prometheus.' },
    { name: 'authorised', ok: false, text: '401: check the token.' },
    'not a layer',
  ];
  expect(withLines({ layers })).toEqual({
    layers,
    verboseMessage: '✓ Connected to Prometheus.\n✗ 401: check the token.',
  });
});

it('leaves other details alone', () => {
  expect(withLines(undefined)).toBeUndefined();
  expect(withLines({ message: 'x' })).toEqual({ message: 'x' });
});
