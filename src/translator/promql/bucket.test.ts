import { expect, test } from 'vitest';
import { boundSpellings } from './bucket';

// Each row has what Go prints for the number (strconv.FormatFloat with 'g' and -1); -0 is written as 0.
test.each<[number, string[]]>([
  [2, ['2', '2.0']],
  [0, ['0', '0.0']],
  [-0, ['0', '0.0']],
  [0.5, ['0.5']],
  [0.0001, ['0.0001']],
  [0.00001, ['0.00001', '1e-05']],
  [0.000012345, ['0.000012345', '1.2345e-05']],
  [1e-7, ['1e-7', '1e-07']],
  [100000, ['100000', '100000.0']],
  [999999, ['999999', '999999.0']],
  [1000000, ['1000000', '1000000.0', '1e+06']],
  [1048576, ['1048576', '1048576.0', '1.048576e+06']],
  [1234567.5, ['1234567.5', '1.2345675e+06']],
  [1e21, ['1e+21']],
  [-2, ['-2', '-2.0']],
  [1.7976931348623157e308, ['1.7976931348623157e+308']],
])('%f is written %j', (bound, spellings) => {
  expect(boundSpellings(bound)).toEqual(spellings);
});
