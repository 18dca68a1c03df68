// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { translate } from '../../translator';
import { meaningOf, roundBeyond, whyNever } from './meaning';

const of = (metric: string, more: object = {}) => translate({ metric, ...more }, { fromAlert: true });

it.each<[string, number, ReturnType<typeof of>, string]>([
  ['a ratio in percent', 5, of('error_ratio'), '500%'],
  ['a small ratio', 0.005, of('error_ratio'), '0.5%'],
  ['seconds', 5, of('baseten_end_to_end_response_time_seconds'), '5 s'],
  ['a part of a second', 0.25, of('baseten_end_to_end_response_time_seconds'), '250 ms'],
  ['a percentage', 0.05, of('baseten_gpu_utilization'), '0.05%'],
  ['a number of replicas as the number that it is', 3, of('baseten_replicas_active'), ''],
  ['a half between two numbers that a panel shows', 2.5, of('baseten_replicas_active'), ''],
  ['PromQL, whose unit nobody knows', 5.555, translate({ editorMode: 'code', expr: 'up' }), ''],
])('shows %s', (_, value, translation, text) => {
  expect(meaningOf(value, translation)).toBe(text);
});

const written = (percent: string, number: string) =>
  `This is a share, and at most 100%: ${percent}% is written ${number}.`;

it.each<[string, { below: boolean; value: number }, ReturnType<typeof of>, string | undefined]>([
  ['five for five percent', { below: false, value: 5 }, of('error_ratio'), written('5', '0.05')],
  ['one for one percent', { below: false, value: 1 }, of('error_ratio'), written('1', '0.01')],
  ['digits that binary fractions would add', { below: false, value: 1.1 }, of('error_ratio'), written('1.1', '0.011')],
  ['more than anybody means', { below: false, value: 500 }, of('error_ratio'), written('5', '0.05')],
  ['no ratio that it can pass', { below: false, value: 0.05 }, of('error_ratio'), undefined],
  ['below all, which is meant where all is normal', { below: true, value: 1 }, of('success_ratio'), undefined],
  ['below more than all', { below: true, value: 95 }, of('success_ratio'), written('95', '0.95')],
  ['a percentage above its scale', { below: false, value: 150 }, of('baseten_gpu_utilization'), written('5', '5')],
  ['a percentage on its scale', { below: false, value: 90 }, of('baseten_gpu_utilization'), undefined],
  ['saturation, which passes its threshold', { below: false, value: 1.5 }, of('saturation'), undefined],
  ['seconds', { below: false, value: 5 }, of('baseten_end_to_end_response_time_seconds'), undefined],
])('tells of %s', (_, limit, translation, text) => {
  expect(whyNever(limit, translation)).toBe(text);
});

it.each([
  [0.03124, false, 0.032],
  [0.03, false, 0.03],
  [187.3, false, 190],
  [187.3, true, 180],
  [-0.31, false, -0.31],
  [-0.318, true, -0.32],
  [0, false, 0],
])('begins beyond %s (below: %s) at %s', (value, below, start) => {
  expect(roundBeyond(value, below)).toBe(start);
});
