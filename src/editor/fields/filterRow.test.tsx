// @vitest-environment jsdom
import { type DataSourceInstanceSettings } from '@grafana/data';
import { setBackendSrv } from '@grafana/runtime';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { of } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataSource } from '../../datasource';
import { answerTo, emptyBackend } from '../../testing/backendSrv';
import { templateSrv } from '../../testing/templateSrv';
import { type Filter } from '../../translator';
import { type BasetenOptions } from '../../types';
import { EditorProvider } from '../context';
import { FilterRow } from './FilterRow';

/** The fields measure their text, and jsdom has no font. */
const context: object = { measureText: (text: string) => ({ width: text.length }) };

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(JSON.parse('null') ?? context);
  setBackendSrv({
    ...emptyBackend,
    fetch: (request) => of(answerTo(request, { values: ['production'], truncated: false, hasEmpty: false })),
  });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const settings: DataSourceInstanceSettings<BasetenOptions> = JSON.parse(
  '{"id":1,"uid":"b","name":"B","type":"baseten-metrics-datasource","meta":{},"access":"proxy","readOnly":false,"jsonData":{}}'
);
const datasource = new DataSource(settings, templateSrv([]));
const labels = [{ value: 'environment', label: 'environment' }];

const settle = () => act(() => vi.advanceTimersByTimeAsync(600));

function open() {
  const sent = vi.fn<(filter: Filter) => void>();
  function Host() {
    const [filter, setFilter] = useState<Filter>({ label: '', operator: '=', values: [] });
    return (
      <EditorProvider value={{ datasource, range: undefined }}>
        <FilterRow
          metric="error_ratio"
          filter={filter}
          others={[]}
          isNew={false}
          labels={() => Promise.resolve(labels)}
          onChange={(next) => {
            sent(next);
            setFilter(next);
          }}
          onRemove={() => undefined}
        />
      </EditorProvider>
    );
  }
  render(<Host />);
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  const values = () => screen.getByRole('combobox', { name: /^Values of/ });
  return { user, values, sent: () => sent.mock.calls.map(([filter]) => filter) };
}

describe('a filter that has no label yet', () => {
  it.each(['{Enter}', '{Tab}'])('takes no value that is typed, by %s', async (key) => {
    const { user, values, sent } = open();
    await user.click(values());
    await user.keyboard('production');
    await settle();
    await user.keyboard(key);
    await settle();
    expect(sent()).toEqual([]);
  });

  it('takes no values that are pasted', async () => {
    const { user, values, sent } = open();
    await user.click(values());
    fireEvent.paste(values(), { clipboardData: { getData: () => 'a\nb' } });
    await settle();
    expect(sent()).toEqual([]);
  });

  it('has forgotten what was typed once it has one, and takes values then', async () => {
    const { user, values, sent } = open();
    await user.click(values());
    await user.keyboard('prod');
    await settle();
    await user.click(screen.getByRole('combobox', { name: 'Filter label' }));
    await user.keyboard('env');
    await settle();
    await user.keyboard('{Enter}');
    await settle();
    expect(sent()).toEqual([{ label: 'environment', operator: '=', values: [] }]);
    expect(values()).toHaveProperty('value', '');
    await user.click(values());
    await user.keyboard('prod');
    await settle();
    await user.keyboard('{Enter}');
    expect(sent().at(-1)).toEqual({ label: 'environment', operator: '=', values: ['production'] });
  });
});
