import { expect, it } from 'vitest';
import { numbersOf } from './numbers';

it('takes each row of a long frame for a number, and each field of another one for a series', () => {
  const rows = [
    { name: 'model', type: 'string', values: ['a', 'b'] },
    { name: 'Value', type: 'number', values: [1, 2] },
  ];
  expect(numbersOf('numeric-long', rows).map(({ labels, values }) => [labels, values])).toEqual([
    [{ model: 'a' }, [1]],
    [{ model: 'b' }, [2]],
  ]);
  const fields = [
    { name: 'Time', type: 'time', values: [1, 2] },
    { name: 'Value', type: 'number', labels: { model: 'a' }, values: [3, null] },
  ];
  expect(numbersOf('timeseries-wide', fields).map(({ labels, values }) => [labels, values])).toEqual([
    [{ model: 'a' }, [3, null]],
  ]);
});
