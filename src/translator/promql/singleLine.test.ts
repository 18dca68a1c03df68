import { expect, test } from 'vitest';
import { toSingleLine } from './singleLine';

test.each<[string, string]>([
  ['sum(up)', 'sum(up)'],
  ['sum(\n  up\r\n)\n', 'sum( up )'],
  ['up # all of it\n+ 1', 'up + 1'],
  ['up{a="# no comment"}', 'up{a="# no comment"}'],
  ["up{a='it\\'s # not'}", "up{a='it\\'s # not'}"],
  ['up{a="say \\"#\\""} # yes', 'up{a="say \\"#\\""}'],
  ['up{a=`# raw`}', 'up{a=`# raw`}'],
  ['up{a=`two\nlines\\d "quoted"`}', 'up{a="two\\nlines\\\\d \\"quoted\\""}'],
  ['up{a="it`s"}\n+ up{b="`"}', 'up{a="it`s"} + up{b="`"}'],
])('%j is one line', (text, line) => {
  expect(toSingleLine(text).replace(/ +/g, ' ')).toBe(line);
});
