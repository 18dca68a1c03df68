// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { type BasetenQuery } from '../../types';
import { CodeEditor } from '../CodeEditor';
import { type Options } from './Options';

const { shown } = vi.hoisted(() => ({ shown: vi.fn() }));

vi.mock('./Options', () => ({
  Options: ({ query, onChange }: Parameters<typeof Options>[0]) => {
    shown(query);
    return <button onClick={() => onChange({ ...query, legendFormat: 'x' })}>Legend</button>;
  },
}));
// CodeMirror needs a browser; the plain field stands in, as where the chunk can't be fetched.
vi.mock('../code/PromQLField', () => {
  throw new Error('no chunk');
});

const run = vi.fn();
afterEach(cleanup);

function Host() {
  const [query, setQuery] = useState<BasetenQuery>({ refId: 'A', editorMode: 'code', expr: 'a' });
  const onChange = (next: BasetenQuery) => {
    run(next);
    setQuery(next);
  };
  return <CodeEditor id="x" query={query} onEdit={setQuery} onChange={onChange} />;
}

it('typing PromQL renders no option anew, and an option that changes keeps what was typed', async () => {
  render(<Host />);
  await screen.findByRole('textbox', { name: 'PromQL' });
  shown.mockClear();

  for (const text of ['ab', 'abc', 'abcd']) {
    fireEvent.change(screen.getByRole('textbox', { name: 'PromQL' }), { target: { value: text } });
  }
  expect(shown).not.toHaveBeenCalled();

  fireEvent.click(screen.getByRole('button', { name: 'Legend' }));
  expect(run).toHaveBeenCalledWith({ refId: 'A', editorMode: 'code', expr: 'abcd', legendFormat: 'x' });
  expect(shown).toHaveBeenCalledTimes(1);
});
