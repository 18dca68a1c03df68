// @vitest-environment jsdom
/** What draws a field anew: no answer, of which each run brings two states, and no change of another field. */
import {
  dateTime,
  type DataSourceInstanceSettings,
  LoadingState,
  type PanelData,
  type TimeRange,
  toDataFrame,
} from '@grafana/data';
import { setBackendSrv, type TemplateSrv } from '@grafana/runtime';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DataSource } from '../datasource';
import { emptyBackend } from '../testing/backendSrv';
import { templateSrv } from '../testing/templateSrv';
import { type BasetenOptions, type BasetenQuery } from '../types';
import { type Filters } from './fields/Filters';
import { QueryEditor } from './QueryEditor';

const { shown, listed } = vi.hoisted(() => ({ shown: vi.fn(), listed: vi.fn() }));

// They measure their text, which needs a browser.
vi.mock('@grafana/ui', async (original) => ({
  ...(await original<object>()),
  Combobox: ({ value }: { value: unknown }) => {
    listed(value);
    return null;
  },
  MultiCombobox: ({ value }: { value: unknown }) => {
    listed(value);
    return null;
  },
  measureText: () => ({ width: 0 }),
}));
vi.mock('./fields/Filters', () => ({
  Filters: ({ filters, onChange }: Parameters<typeof Filters>[0]) => {
    shown(filters);
    return (
      <button onClick={() => onChange([...filters, { label: 'environment', operator: '=', values: ['staging'] }])}>
        Narrow
      </button>
    );
  },
}));

beforeEach(() => {
  setBackendSrv(emptyBackend);
  shown.mockClear();
  listed.mockClear();
});
afterEach(cleanup);

const settings: DataSourceInstanceSettings<BasetenOptions> = JSON.parse(
  '{"id":1,"uid":"b","name":"B","type":"baseten-metrics-datasource","meta":{},"access":"proxy","readOnly":false,"jsonData":{}}'
);
const query: BasetenQuery = {
  refId: 'A',
  metric: 'baseten_replicas_active',
  filters: [{ label: 'model_name', operator: '=', values: ['$it'] }],
};
const now = dateTime(1_700_000_000_000);
const timeRange: TimeRange = { from: now, to: now, raw: { from: 'now-1h', to: 'now' } };
const answer = (state: LoadingState, custom: object = {}): PanelData => ({
  state,
  series: [toDataFrame({ fields: [], meta: { custom } })],
  timeRange,
});

/** The editor of a query, drawn with one set of what Grafana hands it after the other. */
function editor(variables: TemplateSrv = templateSrv([])) {
  const datasource = new DataSource(settings, variables);
  const draw = (handed: Partial<React.ComponentProps<typeof QueryEditor>> = {}) => (
    <QueryEditor {...{ query, datasource, onChange: () => undefined, onRunQuery: () => undefined }} {...handed} />
  );
  const { rerender } = render(draw());
  return (...handed: Parameters<typeof draw>) => rerender(draw(...handed));
}

it('says why there is no data, and leaves the fields as they are', () => {
  const hand = editor();
  const before = shown.mock.calls.length;
  hand({ data: answer(LoadingState.Loading) });
  hand({ data: answer(LoadingState.Done, { whyEmpty: { text: 'no series yet', reason: '' } }) });
  expect(screen.getByText('no series yet')).toBeTruthy();
  expect(shown).toHaveBeenCalledTimes(before);
});

it('a field hands its change to what Grafana handed the editor last', () => {
  const hand = editor();
  const [onRunQuery, onChange] = [vi.fn(), vi.fn()];
  hand({ data: answer(LoadingState.Done), onRunQuery, onChange });
  fireEvent.click(screen.getByRole('button', { name: 'Narrow' }));
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  const labels = (filters: BasetenQuery['filters']) => filters?.map(({ label }) => label);
  expect(onChange.mock.calls.map(([next]: BasetenQuery[]) => labels(next?.filters))).toEqual([
    ['model_name', 'environment'],
  ]);
});

it('variables that have other values by then stand in the PromQL', () => {
  const values = ['voice-agent', 'whisper'].map((value) => templateSrv([{ name: 'it', value }]));
  let at = 0;
  const variables: TemplateSrv = {
    ...templateSrv([]),
    getVariables: () => values[at]?.getVariables() ?? [],
    replace: (...asked) => values[at]?.replace(...asked) ?? '',
  };
  const hand = editor(variables);
  expect(screen.getByTestId('promql').textContent).toContain('model_name="voice-agent"');
  at = 1;
  hand({ data: answer(LoadingState.Done) });
  expect(screen.getByTestId('promql').textContent).toContain('model_name="whisper"');
});

it('a list is drawn anew where it shows something else, and not for another field', () => {
  const hand = editor();
  listed.mockClear();
  const changed = { ...query, legendFormat: 'it' };
  hand({ query: changed });
  expect(shown).toHaveBeenCalledTimes(2);
  expect(listed).not.toHaveBeenCalled();
  hand({ query: { ...changed, groupBy: ['environment'] } });
  expect(listed.mock.calls).toEqual([[[expect.objectContaining({ value: 'environment' })]]]);
});
