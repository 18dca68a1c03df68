import { describe, expect, it } from 'vitest';
import { contrast, difference } from '../src/colors/difference';
import { meanings, named } from './codes';

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

  it('leave open whose 0 it is: of a model that speaks HTTP nobody knows whether those requests were served', () => {
    const zero = named.find(({ code }) => code === '0');
    expect(zero?.title).toBe('0 OK (gRPC), or no code');
    expect(zero?.meaning).toMatch(/^The call was served\. No HTTP code: .*ended before there was an answer\.$/);
    expect(difference(zero?.color ?? '', named.find(({ code }) => code === '200')?.color ?? '')).toBeGreaterThan(10);
  });

  // A column that is as wide as the other cut each sentence in its middle, before what to do.
  it('say all of their sentence in the table, beside a column as wide as its numbers', () => {
    const { fieldConfig, options } = meanings({ title: 'Codes', description: 'All.' }, { metric: 'x' }).build();
    const set = (by: string, of: string) =>
      fieldConfig?.overrides
        .filter(({ matcher }) => matcher.id === by && matcher.options === of)
        .flatMap(({ properties }) => properties);
    expect(set('byName', 'status_code')).toContainEqual({ id: 'custom.wrapText', value: true });
    expect(options.cellHeight).toBe('lg');
    expect(set('byType', 'number')).toContainEqual({ id: 'custom.width', value: 110 });
  });
});
