import { expect, test } from 'vitest';
import { anyVariable, parseMacro, variableInPattern, wholeVariable } from './variables';

test.each<[string, string | null]>([
  ['$model', 'model'],
  ['${model}', 'model'],
  ['${model:regex}', 'model'],
  ['${model.text}', 'model'],
  ['${model.text:raw}', 'model'],
  ['[[model]]', 'model'],
  ['[[model:csv]]', 'model'],
  ['$__all', '__all'],
  ['$_', '_'],
  ['US$5', null],
  ['$5', null],
  ['$', null],
  ['$$model', null],
  ['a$model', null],
  ['$model-1', null],
  ['$model$other', null],
  ['${model}x', null],
  ['${}', null],
  ['${5}', null],
  ['$model\n', null],
  ['model', null],
  ['[model]', null],
  ['[[mo del]]', null],
  ['', null],
])('%j is the variable %s', (text, name) => {
  expect(wholeVariable(text)).toBe(name);
});

test.each<[string, string | null]>([
  ['{{model_name}} $env', '$env'],
  ['{{model_name}} in ${env:raw}!', '${env:raw}'],
  ['p95 [[model]]', '[[model]]'],
  ['costs $5', null],
  ['{{model_name}}', null],
])('the first variable in %j is %s', (text, variable) => {
  expect(anyVariable(text)).toBe(variable);
});

test.each<[string, string | null]>([
  ['$__rate_interval', '$__rate_interval'],
  ['${__rate_interval}', '$__rate_interval'],
  ['${__interval}', '$__interval'],
  ['$__range', '$__range'],
  ['$__range_s', null],
  ['$__all', null],
  ['__range', null],
  ['$__range ', null],
])('%j is the macro %s', (text, macro) => {
  expect(parseMacro(text)).toBe(macro);
});

test.each(['[:', '[[:a', '[[a:', '\\Q', '${', '${a:', '${a.', '[^]', '\\'])(
  'a text of many %j takes no time to speak of',
  (piece) => {
    const text = '$' + piece.repeat(50_000);
    expect(variableInPattern(text)).toBeNull();
    expect(anyVariable(text)).toBeNull();
  }
);
