// @vitest-environment jsdom
import { dateTime, type DataSourceInstanceSettings, type TimeRange } from '@grafana/data';
import { type BackendSrvRequest, setBackendSrv } from '@grafana/runtime';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { of } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataSource } from '../../datasource';
import { findEntry, type Entry } from '../../translator';
import { answerTo, emptyBackend } from '../../testing/backendSrv';
import { templateSrv } from '../../testing/templateSrv';
import { type BasetenOptions, type BasetenQuery } from '../../types';
import { interpolateQuery } from '../../interpolate';
import { EditorProvider } from '../context';
import { CalculationFields } from './CalculationFields';
import { TopField } from './Grouping';
import { MetricPicker } from './MetricPicker';
import { QueryEditor } from '../QueryEditor';
import { TextField } from './TextField';
import { ThresholdField } from './ThresholdField';

const { rows } = vi.hoisted(() => ({ rows: vi.fn() }));

interface Listed {
  'aria-labelledby'?: string;
  options: unknown;
}

// They measure their text, which needs a browser. What stands in opens a list by a click.
vi.mock('@grafana/ui', async (original) => ({
  ...(await original<object>()),
  Combobox: ({ 'aria-labelledby': label, options }: Listed) => (
    <button aria-labelledby={label} onClick={() => typeof options === 'function' && rows(options(''))} />
  ),
  MultiCombobox: () => null,
}));

/** What the look-ups asked, by route. */
let asked: string[] = [];
/** What they are answered, by route. */
let answers: Record<string, object> = {};

beforeEach(() => {
  asked = [];
  answers = {};
  const fetch = (request: BackendSrvRequest) => {
    const route = request.url.split('/').pop() ?? '';
    asked.push(route);
    return of(answerTo(request, answers[route] ?? {}));
  };
  setBackendSrv({ ...emptyBackend, fetch });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function dataSource(): DataSource {
  const settings: DataSourceInstanceSettings<BasetenOptions> = JSON.parse(
    '{"id":1,"uid":"b","name":"B","type":"baseten-metrics-datasource","meta":{},"access":"proxy","readOnly":false,"jsonData":{}}'
  );
  return new DataSource(settings, templateSrv([]));
}

function rangeOf(from: string, at = 1_700_000_000_000): TimeRange {
  return { from: dateTime(at - 3_600_000), to: dateTime(at), raw: { from, to: 'now' } };
}

function entryOf(id: string): Entry {
  const entry = findEntry(id);
  if (!entry) {
    throw new Error(`no ${id}`);
  }
  return entry;
}

describe('a text field', () => {
  function Host({ onChange }: { onChange: (text: string | undefined) => void }) {
    const [value, setValue] = useState<string | undefined>('5m');
    const take = (text: string | undefined) => {
      onChange(text);
      setValue(text);
    };
    return (
      <>
        <TextField label="Window" value={value} onChange={take} />
        <button onClick={() => setValue('1h')}>From outside</button>
      </>
    );
  }

  it('keeps the cursor when Enter takes its text, and takes it once', async () => {
    const onChange = vi.fn();
    render(<Host onChange={onChange} />);
    const field = screen.getByRole('textbox', { name: 'Window' });
    await userEvent.clear(field);
    await userEvent.type(field, ' 10m{Enter}');
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Window' }));
    expect(screen.getByRole('textbox', { name: 'Window' })).toHaveProperty('value', '10m');
    await userEvent.tab();
    expect(onChange.mock.calls).toEqual([['10m']]);
  });

  it('shows what comes from outside', () => {
    render(<Host onChange={() => undefined} />);
    fireEvent.click(screen.getByRole('button'));
    expect(screen.getByRole('textbox', { name: 'Window' })).toHaveProperty('value', '1h');
  });
});

describe('fields of numbers', () => {
  it('take a number by Enter, and mean the default when they are emptied', async () => {
    const datasource = dataSource();
    const onChange = vi.fn();
    const query: BasetenQuery = { refId: 'A', metric: 'idle_gpus', threshold: 10, top: { order: 'top', n: 3 } };
    render(
      <EditorProvider value={{ datasource, range: undefined }}>
        <ThresholdField
          id="t"
          entry={entryOf('idle_gpus')}
          query={query}
          onChange={(threshold) => onChange({ threshold })}
          onDefault={() => undefined}
        />
        <TopField id="n" query={query} onChange={({ top }) => onChange({ top })} />
      </EditorProvider>
    );
    await userEvent.clear(screen.getByRole('textbox', { name: 'Threshold' }));
    await userEvent.tab();
    await userEvent.clear(screen.getByRole('textbox', { name: 'Number of lines' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Number of lines' }), '7{Enter}');
    expect(onChange.mock.calls).toEqual([[{ threshold: undefined }], [{ top: { order: 'top', n: 7 } }]]);
  });
});

describe('settings of the autoscaler', () => {
  function Host({ given, onChange }: { given: BasetenQuery; onChange: (query: BasetenQuery) => void }) {
    const [query, setQuery] = useState(given);
    const change = (next: BasetenQuery) => {
      setQuery(next);
      onChange(next);
    };
    const entry = entryOf(given.metric ?? '');
    return <CalculationFields id="s" entry={entry} query={query} onChange={change} onSettle={change} />;
  }
  const show = (given: BasetenQuery, onChange: (query: BasetenQuery) => void) =>
    render(<Host given={given} onChange={onChange} />);
  const type = async (name: string, text: string) => {
    await userEvent.clear(screen.getByRole('textbox', { name }));
    await userEvent.type(screen.getByRole('textbox', { name }), `${text}{Enter}`);
  };

  it('take numbers, a duration and dashboard variables, which are filled in as numbers', async () => {
    const onChange = vi.fn();
    const query: BasetenQuery = { refId: 'A', metric: 'wanted_replicas', minReplicas: 2 };
    show(query, onChange);
    await type('Concurrency target', '2,5');
    await type('Target utilization', '$use');
    await type('Min replicas', '0');
    await type('Max replicas', '4');
    await type('Scale-down delay', '0s');
    expect(onChange).toHaveBeenLastCalledWith({
      ...query,
      concurrencyTarget: 2.5,
      utilization: '$use',
      minReplicas: 0,
      maxReplicas: 4,
      scaleDownDelay: '0s',
    });
    const given = JSON.parse('{"refId":"A","metric":"wanted_replicas","utilization":"$use","maxReplicas":"${most}"}');
    const variables = templateSrv([
      { name: 'use', value: '0.5' },
      { name: 'most', value: '9' },
    ]);
    expect(interpolateQuery(given, variables)).toMatchObject({ utilization: 0.5, maxReplicas: 9 });
  });

  it('refuse what is no count, and are shown for what reads them only', async () => {
    const onChange = vi.fn();
    show({ refId: 'A', metric: 'replicas_beyond_need' }, onChange);
    await type('Max replicas', '1.5');
    expect(screen.getByText('Write a whole number from 0 on.')).toBeTruthy();
    expect(onChange).not.toHaveBeenCalled();
    expect(screen.queryByRole('textbox', { name: 'Scale-down delay' })).toBeNull();
  });
});

describe('what the server was asked once', () => {
  it('is asked again for another time range, and not when now moves on', async () => {
    const datasource = dataSource();
    answers['buckets'] = { bounds: [] };
    const at = (range: TimeRange) => (
      <EditorProvider value={{ datasource, range }}>
        <ThresholdField
          id="t"
          entry={entryOf('baseten_end_to_end_response_time_seconds')}
          query={{ refId: 'A', metric: 'baseten_end_to_end_response_time_seconds', calculation: 'share_within' }}
          onChange={() => undefined}
          onDefault={() => undefined}
        />
      </EditorProvider>
    );
    const { rerender } = render(at(rangeOf('now-1h')));
    await waitFor(() => expect(asked).toEqual(['buckets']));
    rerender(at(rangeOf('now-1h', 1_700_000_060_000)));
    await act(() => Promise.resolve());
    expect(asked).toEqual(['buckets']);
    rerender(at(rangeOf('now-7d')));
    await waitFor(() => expect(asked).toEqual(['buckets', 'buckets']));
  });
});

describe('the metric picker', () => {
  it('notices at its next opening that the server has a metric by now', async () => {
    const datasource = dataSource();
    const present = async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Metric' }));
      const list: Array<{ value: string; description: string }> = await rows.mock.lastCall?.[0];
      return list.find(({ value }) => value === 'baseten_replicas_active')?.description;
    };
    const server = (isPresent: boolean) => ({
      metrics: [{ id: 'baseten_replicas_active', present: isPresent, series: 0 }],
    });
    answers['catalog'] = server(false);
    render(
      <EditorProvider value={{ datasource, range: undefined }}>
        <MetricPicker id="m" metric="error_ratio" onChange={() => undefined} />
      </EditorProvider>
    );
    expect(await present()).toContain('not on this server yet');
    answers['catalog'] = server(true);
    expect(await present()).toContain('not on this server yet');
    const later = Date.now() + 61_000;
    vi.spyOn(Date, 'now').mockReturnValue(later);
    expect(await present()).toContain('· on this server');
    expect(asked).toEqual(['catalog', 'catalog']);
  });
});

describe('between builder and code', () => {
  function Host({ start }: { start: BasetenQuery }) {
    const [query, setQuery] = useState(start);
    const [datasource] = useState(dataSource);
    return (
      <>
        <QueryEditor query={query} datasource={datasource} onChange={setQuery} onRunQuery={() => undefined} />
        <button onClick={() => setQuery({ ...query, hide: !query.hide })}>Hide</button>
        <output>{JSON.stringify(query)}</output>
      </>
    );
  }
  const shown = (): unknown => JSON.parse(screen.getByRole('status', { name: '' }).textContent);

  it('text without a place in the builder comes back, though the query was hidden and shown meanwhile', async () => {
    render(<Host start={{ refId: 'A', editorMode: 'code', expr: 'up * 2' }} />);
    fireEvent.click(screen.getByRole('radio', { name: 'Builder' }));
    await screen.findByText(/The builder has no place/);
    fireEvent.click(screen.getByRole('button', { name: 'Hide' }));
    fireEvent.click(screen.getByRole('button', { name: 'Hide' }));
    fireEvent.click(screen.getByRole('radio', { name: 'Code' }));
    await waitFor(() => expect(shown()).toMatchObject({ editorMode: 'code', expr: 'up * 2' }));
  });

  it.each(['builder', 'code'] as const)('filters that came from a dashboard are said and can go: %s', (editorMode) => {
    const adhocFilters = [{ label: 'environment', operator: '!=' as const, values: ['production', ''] }];
    render(<Host start={{ refId: 'A', editorMode, expr: 'up', adhocFilters }} />);
    expect(screen.getByText(/apply too: environment is not production, \(none\)\./)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Remove the filters of the dashboard' }));
    expect(shown()).toEqual({ refId: 'A', editorMode, expr: 'up' });
    expect(screen.queryByText(/apply too/)).toBeNull();
  });
});
