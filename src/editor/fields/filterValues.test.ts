// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import { type Filter, translate } from '../../translator';
import { splitPasted, toggled, withValues } from './filterValues';
import { rememberChoice, rememberedFirst } from './lastEnvironment';
import { filterOption, valueOptions } from './valueOptions';

const status = (operator: Filter['operator'], values: string[]): Filter => ({ label: 'status_code', operator, values });

describe('classes of status codes', () => {
  it('are offered by their word, for status codes alone', () => {
    const answer = { values: ['200', '503'], truncated: false, hasEmpty: false };
    expect(valueOptions(answer, [], '', 'status_code').map(({ label, value }) => [label, value])).toEqual([
      ['2xx', '2xx'],
      ['4xx', '4xx'],
      ['5xx', '5xx'],
      ['200', '200'],
      ['503', '503'],
    ]);
    expect(valueOptions(answer, [], '5x', 'status_code')[0]?.label).toBe('5xx');
    expect(valueOptions(answer, [], '', 'model_name').map(({ label }) => label)).toEqual(['200', '503']);
  });

  it('turn a literal filter into a pattern that matches the same and the class', () => {
    expect(withValues(status('=', []), ['5xx'])).toEqual(status('=~', ['5..']));
    expect(withValues(status('!=', ['404']), ['404', 'a.b', '$code', '[[code]]', '$5', '5XX'])).toEqual(
      status('!~', ['404', 'a\\.b', '$code', '[[code]]', '\\$5', '5..'])
    );
    const filters = [withValues(status('=', []), ['404', '5xx'])];
    expect(translate({ metric: 'baseten_inference_requests_total', filters }).expr).toContain(
      'status_code=~"(?:404)|(?:5..)"'
    );
  });

  it('stand in the filter by their word', () => {
    expect(filterOption(status('=~', []), '5..').label).toBe('5xx');
    expect(withValues(status('=~', ['5..']), ['5xx', '404'])).toEqual(status('=~', ['5..', '404']));
    expect(filterOption(status('=~', []), '50.').label).toBe('50.');
    expect(filterOption({ ...status('=~', []), label: 'model_name' }, '5..').label).toBe('5..');
  });

  it('leave every other filter as it is', () => {
    expect(withValues(status('=', []), ['404'])).toEqual(status('=', ['404']));
    expect(withValues({ label: 'model_name', operator: '=', values: [] }, ['5xx']).values).toEqual(['5xx']);
  });
});

describe('pasted values', () => {
  it.each([
    ['a\nb\r\n\n b \n', [], false, ['a', 'b']],
    ['a, b,c', [], false, ['a', 'b', 'c']],
    ['a, b', ['Llama 3, tuned'], false, ['a, b']],
    ['a{1,2}', [], true, ['a{1,2}']],
    ['one value', [], false, ['one value']],
    ['"Llama 3, tuned", "say ""hi""\",c', ['Llama 3, tuned'], false, ['Llama 3, tuned', 'say "hi"', 'c']],
    ['whisper "turbo", b', [], false, ['whisper "turbo"', 'b']],
    ['"a, b', [], false, ['"a', 'b']],
    [',, ,', [], false, []],
  ])('%j beside %j', (text, known, isPattern, values) => {
    expect(splitPasted(text, known, isPattern)).toEqual(values);
  });
});

it('switches a filter off without losing it, and on again without a trace', () => {
  const filter = status('=', ['200']);
  expect(toggled(filter)).toEqual({ ...filter, disabled: true });
  expect(toggled(toggled(filter))).toEqual(filter);
});

describe('the environment chosen last', () => {
  const environment = (...values: string[]): Filter => ({ label: 'environment', operator: '=', values });

  afterEach(() => localStorage.clear());

  it('comes first, as long as the server has it', () => {
    rememberChoice(environment(), ['production', 'staging']);
    expect(rememberedFirst('environment', ['production', 'staging'])).toEqual(['staging', 'production']);
    expect(rememberedFirst('environment', ['production'])).toEqual(['production']);
    expect(rememberedFirst('model_name', ['production', 'staging'])).toEqual(['production', 'staging']);
  });

  it('is no variable, no other label and not nothing', () => {
    rememberChoice(environment(), ['$env']);
    rememberChoice({ ...environment(), label: 'model_name' }, ['staging']);
    rememberChoice(environment(), ['']);
    rememberChoice({ ...environment(), operator: '!=' }, ['staging']);
    // Taking one out is no choice of what stays.
    rememberChoice(environment('staging', 'production'), ['staging']);
    expect(rememberedFirst('environment', ['production', 'staging'])).toEqual(['production', 'staging']);
  });
});
