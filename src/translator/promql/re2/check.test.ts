import { describe, expect, it } from 'vitest';
import { checkPattern } from './index';

const nested = (depth: number) => '('.repeat(depth) + ')'.repeat(depth);

describe('patterns that every Prometheus accepts', () => {
  it.each([
    '',
    'production',
    'llama.*|whisper-v[23]',
    '5..|429',
    '(?i)LLAMA',
    '(?i-s:a.b)',
    '(?)',
    '(?U)a+',
    '(?:a|b)c',
    '(?P<model>[a-z]+)',
    '(?<model>[a-z]+)',
    '(?P<a>x)(?P<a>y)',
    '[[:alpha:]_][[:^digit:]]',
    '[[:alpha]',
    '[]a]',
    '[^]a]',
    '[a-]',
    '[-a]',
    '[a-z-9]',
    '[\\d-z]',
    '[\\]\\\\]',
    '[😀-😃]',
    '\\d\\D\\s\\S\\w\\W',
    '\\pL\\PN\\p{Greek}\\p{^Han}\\P{Lu}',
    '\\p{greek}\\p{Uppercase_Letter}\\p{decimal number}\\p{Any}',
    '[\\pL\\d]',
    '\\Qa.b(c\\E+',
    'a\\Q\\E*',
    '\\Aa\\z\\b\\B',
    '\\x41\\x{1F600}\\x{10FFFF}',
    '\\0\\07\\101\\12',
    '\\a\\f\\n\\r\\t\\v',
    '\\.\\_\\-\\/\\ ',
    'a{2}b{2,}c{2,3}d{0}',
    'a{,2}',
    'a{x}',
    '{',
    'a{01}',
    'a{1000}',
    '(a{10}){100}',
    '((a{1000}){0}){5}',
    'a*?b+?c??d{2}?',
    'a*(?i)*',
    '^*$+',
    'a||b',
    '|',
    '()',
    '()*',
    ']',
    '}',
    'Ünïcödé 模型',
  ])('%j', (pattern) => {
    expect(checkPattern(pattern)).toBeNull();
  });
});

describe('patterns that are refused, with the reason and where', () => {
  it.each([
    ['(a', 'missing closing ) (at character 1)'],
    ['a(b(c)', 'missing closing ) (at character 2)'],
    ['a)', 'a ) without its ( (at character 2)'],
    // Between the anchors it would compile, and match something else than what stands there.
    ['a)(b', 'a ) without its ( (at character 2)'],
    ['😀)', 'a ) without its ( (at character 2)'],
    ['[a', 'missing closing ] (at character 1)'],
    ['x[]', 'missing closing ] (at character 2)'],
    ['[z-a]', 'the range z-a runs backwards (at character 2)'],
    ['[a-\\d]', '\\d is no escape sequence (at character 4)'],
    ['[[:foo:]]', '[:foo:] is no character class (at character 2)'],
    ['[[:a] b [c:]', '[:a] b [c:] is no character class (at character 2)'],
    ['*a', 'nothing for * to repeat (at character 1)'],
    ['a|+', 'nothing for + to repeat (at character 3)'],
    ['(?i)?', 'nothing for ? to repeat (at character 5)'],
    ['{2}', 'nothing for {2} to repeat (at character 1)'],
    ['\\Q\\E*', 'nothing for * to repeat (at character 5)'],
    ['a**', 'a repetition of a repetition (at character 3)'],
    ['a*??', 'a repetition of a repetition (at character 4)'],
    ['a{2}{3}', 'a repetition of a repetition (at character 5)'],
    ['a{1001}', '{1001} is no count from 0 to 1000 in order (at character 2)'],
    ['a{3,2}', '{3,2} is no count from 0 to 1000 in order (at character 2)'],
    ['a{99999999999999999999}', '{99999999999999999999} is no count from 0 to 1000 in order (at character 2)'],
    ['(a{11}){100}', 'nested repetitions make more than 1000 copies (at character 8)'],
    ['(?=a)', "look-ahead (?= isn't supported (at character 1)"],
    ['(?!a)', "look-ahead (?! isn't supported (at character 1)"],
    ['(?<=a)b', "look-behind (?<= isn't supported (at character 1)"],
    ['(?<!a)b', "look-behind (?<! isn't supported (at character 1)"],
    ['(?>a)', "atomic groups (?> aren't supported (at character 1)"],
    ['(?x)a', '(?x begins no group that is supported (at character 1)'],
    ['(?-)a', '(?-) begins no group that is supported (at character 1)'],
    ['(?', '(? begins no group that is supported (at character 1)'],
    ['(?P=n)', '(?P begins no group that is supported (at character 1)'],
    ['(?P<a-b>x)', 'the name of a group is made of letters, digits and _, and ends in > (at character 1)'],
    ['(?P<ab', 'the name of a group is made of letters, digits and _, and ends in > (at character 1)'],
    ['(a)\\1', "backreferences such as \\1 aren't supported (at character 4)"],
    ['\\8', "backreferences such as \\8 aren't supported (at character 1)"],
    ['a\\', 'the pattern ends in a backslash; write \\\\ for a backslash (at character 2)'],
    ['\\q', '\\q is no escape sequence (at character 1)'],
    ['\\C', '\\C is no escape sequence (at character 1)'],
    ['\\Z', '\\Z is no escape sequence (at character 1)'],
    ['[\\b]', '\\b is no escape sequence (at character 2)'],
    ['\\é', '\\é is no escape sequence (at character 1)'],
    ['\\x4', '\\x takes two hexadecimal digits, or up to 10FFFF in braces (at character 1)'],
    ['\\x{110000}', '\\x takes two hexadecimal digits, or up to 10FFFF in braces (at character 1)'],
    ['\\x{}', '\\x takes two hexadecimal digits, or up to 10FFFF in braces (at character 1)'],
    ['\\pX', '"X" is no Unicode category or script (at character 1)'],
    ['\\p{Klingon}', '"Klingon" is no Unicode category or script (at character 1)'],
    ['\\p{L', 'missing closing } of a Unicode class (at character 1)'],
    // The server puts a parenthesis behind the pattern, and this would quote it.
    ['\\Qab', '\\Q without \\E (at character 1)'],
    ['a\ud800', 'half of a surrogate pair is not a character (at character 2)'],
  ])('%j', (pattern, complaint) => {
    expect(checkPattern(pattern)).toBe(complaint);
  });
});

describe('the size that Go allows', () => {
  it.each([
    ['900 groups in one another', nested(900), null],
    // The 998 innermost fit; the one around them begins at character 102 + 1.
    [
      '1100 groups in one another',
      nested(1100),
      'groups and repetitions nest more than 1000 levels deep (at character 103)',
    ],
    ['3000 characters a thousand times', `(${'a'.repeat(3000)}){1000}`, null],
    [
      '4000 characters a thousand times',
      `(${'a'.repeat(4000)}){1000}`,
      'the pattern is too large once its repetitions are written out (at character 4003)',
    ],
  ])('%s', (_name, pattern, complaint) => {
    expect(checkPattern(pattern)).toBe(complaint);
  });
});

it('a pattern is judged alike however often it is asked about, and whatever was asked in between', () => {
  const judged = () => ['a(b|c)', 'a(b', '(?=a)'].map((pattern) => checkPattern(pattern) === null);
  expect(judged()).toEqual([true, false, false]);
  for (let i = 0; i < 2500; i += 1) {
    checkPattern(`a{1,${i % 900}}b${i}`);
  }
  expect(judged()).toEqual([true, false, false]);
  expect(judged()).toEqual([true, false, false]);
});
