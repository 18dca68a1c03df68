import { describe, expect, it } from 'vitest';
import { type Filter, translate } from '../translator';
import { type BasetenQuery } from '../types';
import { noFilterText } from './noFilterText';
import { addFilter, cellOf, hasFilter, toggleFilter, whyNoFilter } from './cellFilters';

const metric = 'baseten_replicas_active';
const is = (...values: string[]): Filter => ({ label: 'model_name', operator: '=', values });
const isNot = (...values: string[]): Filter => ({ label: 'model_name', operator: '!=', values });
const other: Filter = { label: 'environment', operator: '=', values: ['production'] };
const asked = (filters?: Filter[]): BasetenQuery => ({ refId: 'A', metric, filters });
const cell = (value: string) => ({ key: 'model_name', value });

describe('a click on a value', () => {
  it.each<[string, Filter[] | undefined, '=' | '!=', string, Filter[]]>([
    ['adds the first filter', undefined, '=', 'a', [is('a')]],
    ['adds one beside others', [other], '=', 'a', [other, is('a')]],
    ['adds the value to the filter of its label', [is('a'), other], '=', 'b', [is('a', 'b'), other]],
    ['takes a value away that is asked for', [is('a', 'b')], '=', 'a', [is('b')]],
    ['takes the filter away with its last value', [other, is('a')], '=', 'a', [other]],
    ['leaves out', [other], '!=', 'a', [other, isNot('a')]],
    ['leaves out one more', [isNot('a')], '!=', 'b', [isNot('a', 'b')]],
    ['leaves out no longer', [isNot('a')], '!=', 'a', []],
    ['turns the opposite round', [is('a')], '!=', 'a', [isNot('a')]],
    ['turns the opposite round, other values kept', [isNot('a', 'b')], '=', 'a', [isNot('b'), is('a')]],
    ['takes the empty text for a value', [], '=', '', [is('')]],
    [
      'keeps patterns and what is switched off',
      [
        { ...is('a'), disabled: true },
        { ...is('a.*'), operator: '=~' },
      ],
      '=',
      'a',
      [{ ...is('a'), disabled: true }, { ...is('a.*'), operator: '=~' }, is('a')],
    ],
  ])('%s', (_, filters, operator, value, wanted) => {
    expect(toggleFilter(asked(filters), cell(value), operator)).toEqual(asked(wanted));
  });

  it('asks the server for exactly what stands in the cell', () => {
    const value = 'a.b|c"\\d';
    const { expr } = translate(toggleFilter({ ...asked(), groupBy: [] }, cell(value), '='));
    expect(expr).toBe('sum(baseten_replicas_active{model_name="a.b|c\\"\\\\d"})');
  });

  it('twice changes nothing, from whatever there was', () => {
    for (const filters of [[], [other], [is('b')], [isNot('b'), other]]) {
      const twice = toggleFilter(toggleFilter(asked(filters), cell('a'), '='), cell('a'), '=');
      expect(twice).toEqual(asked(filters));
    }
  });

  it('never adds a value that is there', () => {
    expect(addFilter(asked([is('a')]), cell('a'), '=')).toEqual(asked([is('a')]));
    expect(addFilter(asked([is('a')]), cell('a'), '!=')).toEqual(asked([isNot('a')]));
  });

  it('takes numbers for texts, as labels are', () => {
    expect(cellOf({ key: 'status_code', value: 500 })).toEqual({ key: 'status_code', value: '500' });
    expect(cellOf({ key: 'status_code', value: null })).toEqual({ key: 'status_code', value: '' });
    expect(cellOf(undefined)).toEqual({ key: '', value: '' });
  });
});

it('a query has a filter where it asks for the value, not where it leaves it out or matches a pattern', () => {
  expect(hasFilter(asked([is('a', 'b')]), cell('b'))).toBe(true);
  expect(hasFilter(asked([isNot('a')]), cell('a'))).toBe(false);
  expect(hasFilter(asked([{ ...is('a'), operator: '=~' }]), cell('a'))).toBe(false);
  expect(hasFilter(asked([{ ...is('a'), disabled: true }]), cell('a'))).toBe(false);
  expect(hasFilter(asked(), cell('a'))).toBe(false);
});

describe('no filter comes of', () => {
  it.each<[string, Partial<BasetenQuery>, string, RegExp]>([
    ['PromQL', { editorMode: 'code', expr: 'up' }, 'model_name', /PromQL.*add model_name/],
    ['the time', {}, 'Time', /Time is no label/],
    ['the value', {}, 'Value', /Value is no label/],
    ['the value under its title', {}, translate({ metric }).title, /is no label/],
    ['the bounds of buckets', {}, 'le', /le is no label/],
    ['nothing', {}, '', /This column is no label/],
    ['a label that the metric lacks', {}, 'status_code', /has no label status_code/],
  ])('%s', (_, query, key, words) => {
    const reason = whyNoFilter({ ...asked(), ...query }, { key, value: 'x' });
    expect(reason && noFilterText(reason).text).toMatch(words);
  });

  it('but of a label of the metric, or of the scrape job', () => {
    expect(whyNoFilter(asked(), cell('a'))).toBeUndefined();
    expect(whyNoFilter(asked(), { key: 'cluster', value: 'a' })).toBeUndefined();
  });
});
