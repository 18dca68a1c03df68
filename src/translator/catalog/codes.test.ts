import { describe, expect, test } from 'vitest';
import { DEFAULT_BAD_STATUS, DEFAULT_VALID_STATUS } from '../contract/defaults';
import { checkPattern } from '../promql/re2';
import { codeRow, codeRows, type CodeKind } from './codes';

/** Prometheus anchors a pattern at both ends, and lets a dot match a newline. */
const matches = (pattern: string, code: string) => new RegExp(`^(?:${pattern})$`, 's').test(code);

const numbers = Array.from({ length: 12_000 }, (_, n) => String(n));
const words = [
  '1xx',
  '2xx',
  '3xx',
  '4xx',
  '5xx',
  '5XX',
  '4XX',
  'unknown',
  '',
  'OK',
  '-1',
  'none',
  '100000',
  '8 bit',
  'e',
];

describe('codes', () => {
  // Stated once more by hand: what each protocol's own documents and Baseten's say.
  test.each<[CodeKind, string[]]>([
    ['success', ['200', '202', '204', '101', '302', '0', '1000', '1001', '1005', '2xx']],
    ['client', ['400', '401', '402', '403', '404', '413', '418', '422', '4xx']],
    ['client', ['3', '5', '6', '7', '9', '10', '11', '16', '1002', '1003', '1007', '1008', '1009', '1010']],
    ['left', ['499', '1']],
    ['server', ['429', '500', '501', '502', '503', '504', '529', '599', '5xx']],
    ['server', ['2', '4', '8', '12', '13', '14', '15', '1006', '1011', '1012', '1013', '1014', '1015']],
    ['unknown', ['17', '99', '600', '999', '1004', '1016', '2500', '3000', '3999', '4000', '4999', '5000', '00', '']],
    ['unknown', ['unknown', 'None', '-1', '20000']],
  ])('%s: %s', (kind, codes) => {
    expect(codes.map((code) => [code, codeRow(code).kind])).toEqual(codes.map((code) => [code, kind]));
  });

  test('0 is unknown where the model speaks HTTP', () => {
    expect(codeRow('0', 'HTTP').kind).toBe('unknown');
    expect(codeRow('0', 'gRPC').kind).toBe('success');
  });

  test('have one sentence each, that ends as one', () => {
    expect(codeRows.filter(({ meaning }) => !/^[A-Z][^]*[^.]\.$/.test(meaning) || /\. /.test(meaning))).toEqual([]);
    expect(new Set(codeRows.map(({ code }) => code)).size).toBe(codeRows.length);
  });

  test('of every kind have a row of the list', () => {
    expect([...numbers, ...words].filter((code) => !codeRows.includes(codeRow(code)))).toEqual([]);
  });
});

describe('the defaults of badStatus and validStatus, version 1', () => {
  test('are frozen', () => {
    expect(DEFAULT_BAD_STATUS).toBe('5..|429|[248]|1[2-5]|1006|101[1-5]');
    expect(DEFAULT_VALID_STATUS).toBe(
      '[ -/0248:-~]?|[ -02-~].|1[ -/2-57-~]|[ -35-~]..|429|[ -02-~]...|1[ -/1-~]..|10[ -/2-~].|100[ -014-6:-~]|101[ -/1-~]|.{5,}'
    );
  });

  test('say what the table says, of every code', () => {
    const wrong = [...numbers, ...words].filter((code) => {
      const { kind } = codeRow(code);
      const valid = kind === 'success' || kind === 'server' || kind === 'unknown';
      return matches(DEFAULT_BAD_STATUS, code) !== (kind === 'server') || matches(DEFAULT_VALID_STATUS, code) !== valid;
    });
    expect(wrong).toEqual([]);
  });

  test('are patterns that the server reads', () => {
    expect([checkPattern(DEFAULT_BAD_STATUS), checkPattern(DEFAULT_VALID_STATUS)]).toEqual([null, null]);
  });
});
