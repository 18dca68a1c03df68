import { describe, expect, it } from 'vitest';
import { contrast, difference } from '../src/colors/difference';
import { named } from './codes';

const errors = named.filter(({ kind }) => kind === 'server');

describe('status codes in panels', () => {
  it.each(errors.map(({ title, color }) => [title, color] as const))(
    '%s has a colour that is taken for no other error, nor for what is none, in both themes',
    (title, color) => {
      const others = new Set(named.filter((other) => other.title !== title).map((other) => other.color));
      for (const other of others) {
        expect(difference(color, other), `${color} and ${other}`).toBeGreaterThan(13);
      }
      for (const background of ['#181B1F', '#FFFFFF']) {
        expect(contrast(color, background), `${color} on ${background}`).toBeGreaterThan(1.7);
      }
    }
  );

  it('say whose code it is where it is not HTTP', () => {
    const titles = named.map(({ title }) => title);
    expect(titles).toEqual(
      expect.arrayContaining(['503 Service Unavailable', '14 UNAVAILABLE (gRPC)', '1011 Internal Error (WebSocket)'])
    );
  });
});
