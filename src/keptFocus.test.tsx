// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useKeptFocus } from './keptFocus';

function Page() {
  const kept = useKeptFocus<HTMLDivElement>();
  const [took, setTook] = useState(false);
  const [busy, setBusy] = useState(false);
  const [rows, setRows] = useState(['A', 'B']);
  return (
    <div ref={kept}>
      <p data-testid="place">{!took && <button onClick={() => setTook(true)}>Take</button>}</p>
      <p data-testid="beside">
        <button disabled={busy} onClick={() => setBusy(true)}>
          Save
        </button>
      </p>
      <ul data-testid="rows">
        {rows.map((row) => (
          <li key={row}>
            <button onClick={() => setRows(rows.filter((other) => other !== row))}>Remove {row}</button>
          </li>
        ))}
      </ul>
      <input aria-label="Name" />
    </div>
  );
}

const press = (name: string) => {
  const button = screen.getByRole('button', { name });
  button.focus();
  fireEvent.click(button);
};

afterEach(cleanup);

describe('a control that goes when it is used', () => {
  it.each([
    ['is taken away', 'Take', 'place'],
    ['is switched off', 'Save', 'beside'],
    ['goes with its row', 'Remove A', 'rows'],
  ])('leaves the focus where it stood: it %s', async (_, name, place) => {
    render(<Page />);
    press(name);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId(place)));
    screen.getByLabelText('Name').focus();
    // What held the focus is no stop of its own.
    expect(screen.getByTestId(place).hasAttribute('tabindex')).toBe(false);
  });

  it('takes no focus back that a person has moved', async () => {
    render(<Page />);
    const save = screen.getByRole('button', { name: 'Save' });
    save.focus();
    screen.getByLabelText('Name').focus();
    fireEvent.click(save);
    await waitFor(() => expect(save.hasAttribute('disabled')).toBe(true));
    expect(document.activeElement).toBe(screen.getByLabelText('Name'));
  });

  it('gives no focus to who had none', async () => {
    render(<Page />);
    fireEvent.click(screen.getByRole('button', { name: 'Take' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Take' })).toBeNull());
    expect(document.activeElement).toBe(document.body);
  });
});
