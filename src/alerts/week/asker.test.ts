// @vitest-environment jsdom
import { type DataQueryRequest, type DataQueryResponse, FieldType, toDataFrame } from '@grafana/data';
import { type Observable, of, throwError } from 'rxjs';
import { expect, it } from 'vitest';
import { DEFAULTS, readObjectives } from '../../objectives';
import { allRules } from '../../rules/variants';
import { type EditorSource } from '../../source';
import { type BasetenQuery } from '../../types';
import { Asker } from './asker';
import { planOf } from './plan';

const MINUTE = 60_000;
const BEGIN = 20_000_000 * MINUTE;
const times = Array.from({ length: 1000 }, (_, i) => BEGIN + i * MINUTE);
const planned = planOf(allRules(readObjectives({ version: 1, defaults: DEFAULTS }).document), {}).find(
  ({ timing }) => timing.interval === MINUTE
);
const [step] = planned?.steps ?? [];

/** Each value is the number of its evaluation. */
function numbered({ targets, range, intervalMs }: DataQueryRequest<BasetenQuery>): DataQueryResponse {
  const first = (range.from.valueOf() - BEGIN) / MINUTE;
  const count = (range.to.valueOf() - range.from.valueOf()) / MINUTE + 1;
  const numbers = Array.from({ length: count }, (_, i) => first + i);
  return {
    data: targets.map(({ refId }) =>
      toDataFrame({
        refId,
        fields: [
          {
            name: 'time',
            type: FieldType.time,
            values: numbers.map((i) => BEGIN + i * MINUTE),
            config: { interval: intervalMs },
          },
          { name: 'value', type: FieldType.number, values: numbers },
        ],
      })
    ),
  };
}

/** What a server answers to such queries is in tests/e2e and tests/grafana. */
function source(query: (request: DataQueryRequest<BasetenQuery>) => Observable<DataQueryResponse>): EditorSource {
  const made: Partial<EditorSource> = { uid: 'x', context: {}, query };
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- Only what is asked is there.
  return made as EditorSource;
}

it('takes a part of the time from what another rule has asked for, and asks for what is more', async () => {
  if (planned === undefined || step === undefined) {
    throw new Error('There is no rule any more.');
  }
  const asker = new Asker(
    source((request) => of(numbered(request))),
    100
  );
  const past = asker.past(planned, times, new AbortController().signal);
  const values = async (first: number, last: number) => [
    ...((await past.values(step, { first, last }))[0]?.values ?? []),
  ];
  expect(await values(100, 400)).toHaveLength(301);
  expect(await values(120, 123)).toEqual([120, 121, 122, 123]);
  expect(asker.requests).toBe(1);
  expect(await values(399, 401)).toEqual([399, 400, 401]);
  expect(asker.requests).toBe(2);
});

it('asks again for what has failed', async () => {
  if (planned === undefined || step === undefined) {
    throw new Error('There is no rule any more.');
  }
  let fails = true;
  const asker = new Asker(
    source((request) => (fails ? throwError(() => new Error('away')) : of(numbered(request)))),
    100
  );
  const past = asker.past(planned, times, new AbortController().signal);
  await expect(past.values(step, { first: 0, last: 9 })).rejects.toThrow('away');
  await expect(past.known({ first: 0, last: 9 })).rejects.toThrow('away');
  fails = false;
  expect((await past.values(step, { first: 0, last: 9 }))[0]?.values).toHaveLength(10);
  expect(await past.known({ first: 0, last: 9 })).toHaveLength(10);
});
