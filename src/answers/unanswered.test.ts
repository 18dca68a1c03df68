import { type DataFrame, DataQueryErrorType, type DataQueryResponse, FieldType, LoadingState } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { unanswered } from './unanswered';

const failed = (...data: DataFrame[]): DataQueryResponse => ({
  data,
  state: LoadingState.Error,
  errors: [{ refId: 'B', message: '500 Internal Server Error: storage is broken', status: 500 }],
});
const nothing: DataFrame = { refId: 'A', fields: [], length: 0 };

describe('a table whose query failed', () => {
  it.each([
    ['alone', failed()],
    ['beside one that was answered with nothing', failed(nothing)],
  ])('%s: holds the error, of that query, and the panel still knows that it failed', (_, response) => {
    const answer = unanswered(response, 'table');
    expect(answer.data.slice(response.data.length)).toMatchObject([
      { refId: 'B', fields: [{ name: 'Error', values: ['500 Internal Server Error: storage is broken'] }], length: 1 },
    ]);
    expect(answer).toMatchObject({ state: LoadingState.Error, errors: [{ status: 500 }] });
  });

  it('holds the error of a request that fails as a whole', () => {
    const whole: DataQueryResponse = { data: [], state: LoadingState.Error, error: { message: 'Bad Gateway' } };
    expect(unanswered(whole, 'table').data).toMatchObject([{ fields: [{ values: ['Bad Gateway'] }] }]);
  });

  it('holds what the other queries gave, and no error among it', () => {
    const field = { name: 'Value', type: FieldType.number, config: {}, values: [0] };
    const response = failed({ refId: 'A', fields: [field], length: 1 });
    expect(unanswered(response, 'table')).toBe(response);
  });
});

it.each(['stat', 'gauge', 'timeseries', 'heatmap', undefined])('%s: the answer is as it came', (type) => {
  const response = failed();
  expect(unanswered(response, type)).toBe(response);
});

it('an answer without an error is as it came, and so is one that was given up', () => {
  const empty: DataQueryResponse = { data: [], state: LoadingState.Done };
  expect(unanswered(empty, 'table')).toBe(empty);
  const given: DataQueryResponse = {
    data: [],
    state: LoadingState.Error,
    error: { type: DataQueryErrorType.Cancelled },
  };
  expect(unanswered(given, 'table')).toBe(given);
});
