// @vitest-environment jsdom
/** Each field that a person fills in has a control, which shows what the query holds. */
import { type DataSourceInstanceSettings } from '@grafana/data';
import { setBackendSrv } from '@grafana/runtime';
import { cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DataSource } from '../datasource';
import { CHANGED, CHANGED_SHARED, PLAIN } from '../testing/arbitrary';
import { emptyBackend } from '../testing/backendSrv';
import { templateSrv } from '../testing/templateSrv';
import { catalog, parameterFields, type ParameterField } from '../translator';
import { type BasetenOptions, type BasetenQuery } from '../types';
import { Builder } from './Builder';
import { EditorProvider } from './context';

interface Chosen {
  value: unknown;
}

// They measure their text, which needs a browser. What stands in says what is chosen.
vi.mock('@grafana/ui', async (original) => ({
  ...(await original<object>()),
  Combobox: ({ value }: Chosen) => <i>{JSON.stringify(value)}</i>,
  MultiCombobox: ({ value }: Chosen) => <i>{JSON.stringify(value)}</i>,
  measureText: () => ({ width: 0 }),
}));
// What is folded away is to be seen; its one line of text is no control.
vi.mock('@grafana/plugin-ui', async (original) => ({
  ...(await original<object>()),
  QueryOptionGroup: ({ children }: { children: React.ReactNode }) => <div>{children}</div>,
}));
// Sentence and PromQL change with whatever the query holds.
vi.mock('./Preview', () => ({ Preview: () => null }));

beforeEach(() => setBackendSrv(emptyBackend));
afterEach(cleanup);

const settings: DataSourceInstanceSettings<BasetenOptions> = JSON.parse(
  '{"id":1,"uid":"b","name":"B","type":"baseten-metrics-datasource","meta":{},"access":"proxy","readOnly":false,"jsonData":{}}'
);

/** What the controls show. */
function shown(query: BasetenQuery): string {
  const datasource = new DataSource(settings, templateSrv([]));
  const { container } = render(
    <EditorProvider value={{ datasource, range: undefined }}>
      <Builder id="b" query={query} onChange={() => undefined} />
    </EditorProvider>
  );
  const inputs = [...container.querySelectorAll('input')].map(({ value, checked }) => [value, checked]);
  const chosen = [...container.querySelectorAll('i')].map(({ textContent }) => textContent);
  cleanup();
  return JSON.stringify([inputs, chosen]);
}

const hint = (name: string) =>
  `Give ${name} a control: in src/editor/fields/Options.tsx, or in a file beside it that src/editor/Builder.tsx shows. Then run: npx vitest run src/editor`;

it.each(Object.entries(CHANGED_SHARED))('%s, which every row reads', (name, value) => {
  expect(shown({ ...PLAIN, [name]: value }) !== shown(PLAIN), hint(name)).toBe(true);
});

/** A query that reads a field. */
function readerOf(name: ParameterField): BasetenQuery {
  const measure = catalog.find((entry) => entry.kind === 'measure' && entry.parameters.includes(name));
  return { refId: 'A', metric: measure?.id ?? '' };
}

it.each(parameterFields)('%s, which some rows read', (name) => {
  const query = readerOf(name);
  expect(shown({ ...query, [name]: CHANGED[name] }) !== shown(query), hint(name)).toBe(true);
});
