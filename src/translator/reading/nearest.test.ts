import { describe, expect, test } from 'vitest';
import { distance, nearest } from './nearest';

// Worked out by hand: so many letters are changed, added or left out.
test.each<[a: string, b: string, steps: number]>([
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['a', 'a', 0],
  ['ab', 'ab', 0],
  ['a', 'b', 1],
  ['b', 'ab', 1],
  ['a', 'bcd', 3],
  ['bcd', 'a', 3],
  ['ab', 'ba', 2],
  ['aaa', 'aa', 1],
  ['kitten', 'sitting', 3],
  ['sunday', 'saturday', 3],
  ['flaw', 'lawn', 2],
  ['intention', 'execution', 5],
])('from %j to %j it is %i', (a, b, steps) => {
  expect(distance(a, b)).toBe(steps);
});

describe('the nearest names', () => {
  const table: Array<[name: string, text: string, names: string[], expected: string[]]> = [
    ['of none', 'abc', [], []],
    [
      'are up to two letters further than the best',
      'abcdefgh',
      ['abcduvwx', 'abcdefxy', 'abcdevwx', 'abcdefgx'],
      ['abcdefgx', 'abcdefxy', 'abcdevwx'],
    ],
    ['are no more than three', 'abcd', ['abcx', 'abxd', 'axcd', 'xbcd'], ['abcx', 'abxd', 'axcd']],
    ['keep their order where they are as near', 'abcd', ['xbcd', 'abcx'], ['xbcd', 'abcx']],
    ['are sought from the first letter on', 'abc', ['bcx', 'abd'], ['abd', 'bcx']],
    ['are compared without capitals', 'ABCDE', ['vwxyz', 'abcde'], ['abcde']],
    ['are compared without what all of them begin with', 'baseten_abcde', ['baseten_vwxyz', 'abcdf'], ['abcdf']],
    ['have nothing in the place of that', 'baseten_abcd', ['xabdd', 'abce'], ['abce', 'xabdd']],
    ['have nothing in the place of an ending', 'abcd_sum', ['abddx', 'ebcd'], ['ebcd', 'abddx']],
    ['of a sum', 'abcde_sum', ['vwxyz_sum', 'abcdf'], ['abcdf']],
    ['of a count', 'abcde_count', ['vwxyz_count', 'abcdf'], ['abcdf']],
    ['of buckets', 'abcde_bucket', ['vwxyz_bucket', 'abcdf'], ['abcdf']],
    ['of a counter', 'abcde_total', ['vwxyz_total', 'abcdf'], ['abcdf']],
    ['are those that hold the text', 'abc', ['abd', 'uvwxabcuvwx'], ['uvwxabcuvwx', 'abd']],
    ['are those that the text holds', 'uvwxabcuvwx', ['uvwxabcxyyyy', 'abc'], ['abc']],
    ['hold no text of two letters', 'ab', ['ab_cdefgh', 'ac'], ['ac']],
    ['may have half the length', 'abcd', ['xb', 'abcx'], ['abcx', 'xb']],
    ['have no less than half the length', 'abcde', ['xb', 'abcxy'], ['abcxy']],
    ['have no more than twice the length', 'xb', ['abcde', 'yb'], ['yb']],
  ];
  test.each(table)('%s', (_, text, names, expected) => {
    expect(nearest(text, names)).toEqual(expected);
  });

  test('are as many as are asked for', () => {
    expect(nearest('abcd', ['abxy', 'abcx', 'abce'], 1)).toEqual(['abcx']);
  });

  // Of 60 letters the first name differs in two and the second in one; of 61 both would in two, and keep their order.
  test('of a long text are those of its first 60 letters', () => {
    const names = [`${'a'.repeat(58)}db`, `${'a'.repeat(59)}c`];
    expect(nearest(`${'a'.repeat(60)}b`, names, 1)).toEqual(names.slice(1));
  });
});
