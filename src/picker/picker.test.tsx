// @vitest-environment jsdom
import { type ComboboxOption } from '@grafana/ui';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MultiPicker, Picker } from '.';

/** The field measures its text, and jsdom has no font. */
const context: object = { measureText: (text: string) => ({ width: text.length }) };

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(JSON.parse('null') ?? context);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const shows = [
  { value: 'rate', label: 'Rate' },
  { value: 'mean', label: 'Average' },
  { value: 'quantile', label: 'Percentile' },
  { value: 'share', label: 'Share within' },
];

/** Not the clock's, which the tests hold: React goes on with what isn't urgent in turns of the real one. */
const nextTurn = setImmediate;
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) {
    await new Promise<void>((resolve) => nextTurn(() => resolve()));
  }
};

/** What a person waits for: the pause after typing, the answer, and its drawing. */
const settle = () => act(() => vi.advanceTimersByTimeAsync(300));

interface Kind {
  options: ComboboxOption[] | ((search: string) => Promise<ComboboxOption[]>);
  custom?: string;
  start?: string | null;
}

/** The server's way of searching: what contains the text. */
const asked = (search: string) =>
  Promise.resolve(shows.filter(({ label }) => label.toLowerCase().includes(search.toLowerCase())));

function Host({ options, custom, start = null, onChange }: Kind & { onChange: (value: string) => void }) {
  const [value, setValue] = useState(start);
  return (
    <>
      <Picker
        label="Show"
        options={options}
        value={value}
        customValueDescription={custom}
        onChange={(next) => {
          onChange(next);
          setValue(next);
        }}
      />
      <button>Next</button>
    </>
  );
}

function open(kind: Kind) {
  const onChange = vi.fn<(value: string) => void>();
  render(<Host {...kind} onChange={onChange} />);
  const user: UserEvent = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  return { user, chosen: () => onChange.mock.calls.map(([value]) => value), field: screen.getByRole('combobox') };
}

const failing = () => Promise.reject(new Error('no server'));

describe('Enter and Tab after typing', () => {
  it.each<[string, Kind, string, string[]]>([
    ['the only entry of a short list', { options: shows }, 'Val', []],
    ['the only entry, though a later one is chosen', { options: shows, start: 'share' }, 'Perc', ['quantile']],
    ['the first of several, though the last is chosen', { options: shows, start: 'share' }, 'ra', ['rate']],
    ['a text that is no entry', { options: shows, start: 'share' }, 'xyz', []],
    ['typed text of a list that takes it', { options: shows, start: 'share', custom: 'Other' }, 'p99.9', ['p99.9']],
    ['the chosen entry once more', { options: shows, start: 'mean' }, 'Aver', []],
    ['an asked list', { options: asked }, 'perc', ['quantile']],
    ['an asked list without an answer that fits', { options: asked, start: 'mean' }, 'xyz', []],
    ['an asked list that takes what is typed', { options: asked, custom: 'Other' }, 'perc', ['perc']],
    ['an asked list whose server fails', { options: failing, start: 'mean' }, 'a', []],
    ['a list without entries', { options: [], start: 'mean' }, 'a', []],
  ])('%s', async (_, kind, text, expected) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    for (const key of ['{Enter}', '{Tab}']) {
      const { user, chosen, field } = open(kind);
      await user.click(field);
      await user.keyboard(text);
      await settle();
      await user.keyboard(key);
      await settle();
      expect(chosen(), key).toEqual(expected);
      cleanup();
    }
  });

  it('waits for the answer: what the list showed before is not meant', async () => {
    const { user, chosen, field } = open({ options: asked });
    await user.click(field);
    await settle();
    await user.keyboard('share');
    await user.keyboard('{Enter}');
    expect(chosen()).toEqual([]);
    await settle();
    expect(chosen()).toEqual(['share']);
  });

  it('an Enter before the answer is forgotten where more is typed', async () => {
    const { user, chosen, field } = open({ options: asked });
    await user.click(field);
    await settle();
    await user.keyboard('share');
    await user.keyboard('{Enter}');
    await user.keyboard('{Backspace}');
    await settle();
    expect(chosen()).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['Enter and Tab', ['{Enter}', '{Tab}']],
    ['Tab alone', ['{Tab}']],
  ])('the answer is taken though the person went on before it came, by %s', async (_, keys) => {
    const { user, chosen, field } = open({ options: asked, start: 'mean' });
    await user.click(field);
    await settle();
    await user.keyboard('share');
    for (const key of keys) {
      await user.keyboard(key);
    }
    expect(document.activeElement?.textContent).toBe('Next');
    await settle();
    expect(chosen()).toEqual(['share']);
  });

  it.each<[string, Kind, string[], string]>([
    ['Escape', { options: asked, start: 'mean' }, ['{Escape}', '{Tab}'], 'mean'],
    ['a text that nothing has', { options: asked, start: 'mean' }, ['xyz', '{Tab}'], 'mean'],
    ['a server that fails', { options: failing, start: 'mean' }, ['{Tab}'], 'mean'],
  ])('who goes on after %s takes nothing, and the field shows what it showed', async (_, kind, keys, shown) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { user, chosen, field } = open(kind);
    await user.click(field);
    await settle();
    await user.keyboard('share');
    for (const key of keys) {
      await user.keyboard(key);
    }
    await settle();
    expect(chosen()).toEqual([]);
    expect(field).toHaveProperty('value', shown);
  });

  it('arrows before the answer move in what it brings, and not in what stood there', async () => {
    const { user, chosen, field } = open({ options: asked });
    await user.click(field);
    await settle();
    await user.keyboard('e');
    await user.keyboard('{ArrowDown}');
    await user.keyboard('{Enter}');
    await settle();
    // Rate, Average, Percentile and Share within have an e.
    expect(chosen()).toEqual(['mean']);
  });

  it('a letter typed on the name of the choice begins another search', async () => {
    const { user, chosen, field } = open({ options: shows, start: 'mean' });
    await user.click(field);
    await user.keyboard('rate');
    await settle();
    await user.keyboard('{Enter}');
    await user.keyboard('perc');
    expect(field).toHaveProperty('value', 'perc');
    await settle();
    await user.keyboard('{Enter}');
    expect(chosen()).toEqual(['rate', 'quantile']);
  });

  // A page that is slow with the choice gives the field its new value only between two letters.
  it.each(Array.from({ length: 20 }, (_, index) => [index % 5, Math.floor(index / 5)]))(
    'no letter typed right after a choice is lost, %i and %i turns later',
    async (second, third) => {
      const { user, chosen, field } = open({ options: shows, start: 'mean' });
      await user.click(field);
      await user.keyboard('rate');
      await settle();
      await user.keyboard('{Enter}');
      await user.keyboard('p');
      await turns(second);
      await user.keyboard('e');
      await turns(third);
      await user.keyboard('rc');
      expect(field).toHaveProperty('value', 'perc');
      await settle();
      await user.keyboard('{Enter}');
      expect(chosen()).toEqual(['rate', 'quantile']);
    }
  );

  it.each([
    ['that asks', asked],
    ['that does not', shows],
  ])('an arrow moves from the first entry, in a list %s', async (_, options) => {
    const { user, chosen, field } = open({ options });
    await user.click(field);
    await settle();
    await user.keyboard('{ArrowDown}');
    await user.keyboard('{Enter}');
    expect(chosen()).toEqual(['mean']);
  });

  it('a row that only says something is never taken', async () => {
    const options = () => Promise.resolve([{ value: 'info', label: 'There are more', infoOption: true }, ...shows]);
    const { user, chosen, field } = open({ options });
    await user.click(field);
    await user.keyboard('a');
    await settle();
    await user.keyboard('{Enter}');
    expect(chosen()).toEqual(['rate']);
  });
});

function Several({ prefersTyped, onChange }: { prefersTyped?: boolean; onChange: (values: string[]) => void }) {
  const [value, setValue] = useState<ComboboxOption[]>([]);
  return (
    <MultiPicker
      label="Values"
      placeholder=""
      customValueDescription="Use this text"
      prefersTyped={prefersTyped}
      options={asked}
      value={value}
      onChange={(next) => {
        onChange(next.map((option) => option.value));
        setValue(next);
      }}
    />
  );
}

describe('several values', () => {
  it.each<[string, boolean, string, string[][]]>([
    ['an entry that contains the text', false, 'perc', [['quantile']]],
    ['text that no entry contains', false, 'xyz', [['xyz']]],
    ['the text itself, where it is a pattern', true, 'perc', [['perc']]],
  ])('Enter takes %s', async (_, prefersTyped, text, expected) => {
    const onChange = vi.fn<(values: string[]) => void>();
    render(<Several prefersTyped={prefersTyped} onChange={onChange} />);
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    await user.click(screen.getByRole('combobox'));
    await user.keyboard(text);
    await settle();
    await user.keyboard('{Enter}');
    expect(onChange.mock.calls.map(([values]) => values)).toEqual(expected);
  });
});

it('values typed one after the other without a pause are all taken, the last one by Tab', async () => {
  const onChange = vi.fn<(values: string[]) => void>();
  render(<Several onChange={onChange} />);
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  await user.click(screen.getByRole('combobox'));
  for (const words of ['perc', 'share', 'rate']) {
    await user.keyboard(words);
    await user.keyboard(words === 'rate' ? '{Tab}' : '{Enter}');
  }
  await settle();
  expect(new Set(onChange.mock.lastCall?.[0])).toEqual(new Set(['quantile', 'share', 'rate']));
});

describe('what happens while somebody types', () => {
  /** A field whose page says the same in other objects at each rendering, as pages do when data comes in. */
  function Busy({ options, chosen }: { options: 'list' | 'asks'; chosen: string }) {
    const copies = () => shows.map((option) => ({ ...option }));
    return (
      <Picker
        label="Show"
        options={options === 'list' ? copies() : (search) => asked(search)}
        value={{ ...copies().find(({ value }) => value === chosen), value: chosen }}
        onChange={onChange}
      />
    );
  }
  const onChange = vi.fn<(value: string) => void>();
  afterEach(() => onChange.mockReset());

  it.each<['list' | 'asks', string, string]>([
    ['list', 'the page is drawn anew', 'mean'],
    ['list', 'the value becomes another', 'share'],
    ['asks', 'the page is drawn anew', 'mean'],
    ['asks', 'the value becomes another', 'share'],
  ])('in a field of kind %s no letter is lost when %s', async (options, _, next) => {
    const { rerender } = render(<Busy options={options} chosen="mean" />);
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    const field = screen.getByRole('combobox');
    await user.tab();
    await user.keyboard('pe');
    rerender(<Busy options={options} chosen={next} />);
    await user.keyboard('rc');
    expect(field).toHaveProperty('value', 'perc');
    await user.keyboard('{Enter}');
    await settle();
    expect(onChange.mock.calls).toEqual([['quantile']]);
  });

  it('the field shows the other value once nobody types', async () => {
    const { rerender } = render(<Busy options="list" chosen="mean" />);
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    await user.tab();
    await user.keyboard('pe');
    rerender(<Busy options="list" chosen="share" />);
    await user.keyboard('{Escape}');
    await settle();
    expect(screen.getByRole('combobox')).toHaveProperty('value', 'Share within');
  });
});

describe('what the field hands on', () => {
  afterEach(() => vi.doUnmock('@grafana/ui'));

  /** The pickers around a field that hands on what it is told to: Grafana's own can't be made to at will. */
  async function around(hand: (onChange: (option: unknown) => void) => void) {
    vi.resetModules();
    vi.doMock('@grafana/ui', async (original) => {
      const Fake = ({ onChange }: { onChange: (option: unknown) => void }) => (
        <button onClick={() => hand(onChange)}>Hand on</button>
      );
      return { ...(await original<object>()), Combobox: Fake, MultiCombobox: Fake };
    });
    return import('.');
  }
  const option = { value: 'a', label: 'A' };

  it('the function that asks is the same at each rendering: another one would forget what it was asked', async () => {
    vi.resetModules();
    const asks = new Set<unknown>();
    vi.doMock('@grafana/ui', async (original) => {
      const Fake = ({ options }: { options: unknown }) => {
        asks.add(options);
        return null;
      };
      return { ...(await original<object>()), Combobox: Fake, MultiCombobox: Fake };
    });
    const pickers = await import('.');
    const page = () => (
      <pickers.Picker label="x" options={(search) => asked(search)} value={null} onChange={() => undefined} />
    );
    const { rerender } = render(page());
    rerender(page());
    expect(asks.size).toBe(1);
  });

  it.each<[string, unknown[], string[]]>([
    ['nothing', [undefined, null], []],
    ['the chosen entry', [{ value: 'b' }, { value: 'b' }], []],
    ['one entry again and again', Array.from({ length: 60 }, () => ({ ...option })), ['a']],
    ['a row that only says something', [{ ...option, infoOption: true }], []],
  ])('%s', async (_, handed, expected) => {
    const pickers = await around((onChange) => handed.forEach(onChange));
    const onChange = vi.fn<(value: string) => void>();
    render(<pickers.Picker label="x" options={[]} value={{ value: 'b', label: 'B' }} onChange={onChange} />);
    fireEvent.click(screen.getByRole('button'));
    expect(onChange.mock.calls.map(([value]) => value)).toEqual(expected);
  });

  it.each<[string, unknown[], string[][]]>([
    ['nothing', [undefined, null], []],
    ['the chosen values', [[{ value: 'b' }]], []],
    ['an entry that is none among them', [[undefined, { value: 'b' }]], []],
    ['one choice again and again', Array.from({ length: 60 }, () => [{ value: 'b' }, { ...option }]), [['b', 'a']]],
  ])('of several values: %s', async (_, handed, expected) => {
    const pickers = await around((onChange) => handed.forEach(onChange));
    const onChange = vi.fn<(values: string[]) => void>();
    render(
      <pickers.MultiPicker
        label="x"
        placeholder=""
        options={[]}
        value={[{ value: 'b' }]}
        onChange={(next) => onChange(next.map(({ value }) => value))}
      />
    );
    fireEvent.click(screen.getByRole('button'));
    expect(onChange.mock.calls.map(([values]) => values)).toEqual(expected);
  });
});

it('each field has its name from an element, which every version of Grafana takes', () => {
  render(
    <>
      <Picker label="Lines" options={shows} value={null} onChange={() => undefined} />
      <MultiPicker label="Values of model" placeholder="" options={shows} value={[]} onChange={() => undefined} />
    </>
  );
  for (const name of ['Lines', 'Values of model']) {
    const field = screen.getByRole('combobox', { name });
    expect(field.getAttribute('aria-label')).toBeNull();
    expect(document.getElementById(field.getAttribute('aria-labelledby') ?? '')?.textContent).toBe(name);
  }
});

it('a list that opens by itself has the cursor, and asks for its entries once', async () => {
  const ask = vi.fn(asked);
  render(<MultiPicker label="Values" placeholder="" options={ask} value={[]} onChange={() => undefined} opens />);
  await settle();
  const field = screen.getByRole('combobox', { name: 'Values' });
  expect(document.activeElement).toBe(field);
  expect(field.getAttribute('aria-expanded')).toBe('true');
  expect(ask).toHaveBeenCalledTimes(1);
});
