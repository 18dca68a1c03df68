/**
 * What the keys do in the list of one of Grafana's comboboxes, the same in each. Left to itself such a list marks nothing
 * while it loads, marks the place of the chosen entry though fewer entries than that are left, and lets Enter take what
 * stood there before the answer came, or nothing at all.
 */

/** What one list is like. */
export interface ListWishes {
  /** Its entries are asked for with each search. */
  asks: boolean;
  /** It offers what is typed as its first entry. */
  takesTyped: boolean;
  /** Enter takes the typed text even where something was found. */
  prefersTyped: boolean;
  /** One entry is chosen: a list that does not ask marks it when it opens. */
  isChosen: boolean;
}

interface Entry {
  value: string;
  infoOption?: boolean;
}

const MOVES = new Set(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End']);

function isOpen(input: HTMLInputElement): boolean {
  return input.getAttribute('aria-expanded') === 'true';
}

/** Keeps the mark on the entry that Enter takes, the first that fits what is typed, until the person moves it. */
export class ListKeys {
  private pressing = false;
  private moved = false;
  private asked: string | undefined;
  /** The search whose entries the list has. */
  private answered: string | undefined;
  private found: Entry[] = [];
  /** Enter was pressed before the answer to what is typed: it takes what the answer brings. */
  private waits = false;
  /** What was handed on since the person last touched the field. */
  private handed: string | undefined;
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();

  /**
   * @param box the element around the combobox; its list stands elsewhere in the page
   * @param afterDrawing asks for a call of `mark` when what changed by now is drawn
   */
  constructor(
    private readonly box: HTMLElement,
    private readonly wishes: () => ListWishes,
    private readonly afterDrawing: () => void
  ) {}

  /** Listens to the keys before the combobox does; what it gives back ends that. */
  attach(): () => void {
    const { box } = this;
    const listeners: Array<[string, (event: Event) => void]> = [
      ['keydown', (event) => event instanceof KeyboardEvent && this.key(event)],
      ['input', () => this.typed()],
      ['pointerdown', () => this.pointed()],
    ];
    listeners.forEach(([name, listener]) => box.addEventListener(name, listener, true));
    return () => {
      listeners.forEach(([name, listener]) => box.removeEventListener(name, listener, true));
      this.timers.forEach((timer) => clearTimeout(timer));
      this.timers.clear();
    };
  }

  /** Puts the cursor there and shows the list. */
  open() {
    const { input } = this;
    if (input) {
      input.focus();
      this.press(input, 'ArrowDown');
    }
  }

  /** A search is on its way. */
  asks(search: string) {
    this.asked = search;
  }

  /** The entries of a search; those of an older one are dropped, as the combobox drops them. */
  answers(search: string, entries: Entry[]) {
    if (search === this.asked) {
      this.answered = search;
      this.found = entries.filter(({ infoOption }) => !infoOption);
      this.markSoon();
    }
  }

  /** A choice was made; false where it is the last one once more. */
  chose(value: string): boolean {
    // In a list that stays open the mark stays where the person is.
    this.moved = true;
    const isNew = value !== this.handed;
    this.handed = value;
    return isNew;
  }

  /** Marks the first entry that fits, where the person did not move the mark. */
  mark() {
    const { input } = this;
    if (!input || !isOpen(input) || this.moved) {
      return;
    }
    const { asks, takesTyped, prefersTyped, isChosen } = this.wishes();
    const text = input.value;
    if (text === '' && isChosen && !asks) {
      return;
    }
    this.press(input, 'Home');
    const isTypedFirst = takesTyped && text !== '' && this.found.every(({ value }) => value !== text);
    if (isTypedFirst && !prefersTyped && this.found.length > 0) {
      this.press(input, 'ArrowDown');
    }
    if (this.waits && this.isReady(input)) {
      this.waits = false;
      this.press(input, 'Enter');
    }
  }

  private key(event: KeyboardEvent) {
    const { input } = this;
    if (this.pressing || event.isComposing || !input) {
      return;
    }
    this.handed = undefined;
    this.waits = false;
    if (!isOpen(input)) {
      this.moved = false;
    } else if (MOVES.has(event.key)) {
      this.moved = true;
    } else if (!this.moved && event.key === 'Enter') {
      this.enter(input, event);
    } else if (!this.moved && event.key === 'Tab') {
      this.leave(input);
    }
  }

  private typed() {
    this.waits = false;
    this.handed = undefined;
    this.moved = false;
    this.markSoon();
  }

  private pointed() {
    this.waits = false;
    this.handed = undefined;
    if (this.input && !isOpen(this.input)) {
      this.moved = false;
    }
  }

  /** The combobox takes up its entries only after the event, or the answer, that brings them. */
  private markSoon() {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.afterDrawing();
    });
    this.timers.add(timer);
  }

  private isReady(input: HTMLInputElement): boolean {
    const { asks, takesTyped, prefersTyped } = this.wishes();
    const isLate = asks && this.answered !== input.value;
    return !isLate || (takesTyped && prefersTyped && input.value !== '');
  }

  private enter(input: HTMLInputElement, event: Event) {
    if (this.isReady(input)) {
      this.mark();
    } else {
      // What the list still shows is the answer to another text.
      this.waits = true;
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** Leaving by Tab takes what was typed for, and nothing that only happened to be marked. */
  private leave(input: HTMLInputElement) {
    if (input.value !== '' && this.isReady(input)) {
      this.mark();
    } else {
      this.press(input, 'Escape');
    }
  }

  private press(input: HTMLInputElement, key: string) {
    this.pressing = true;
    input.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    this.pressing = false;
  }

  private get input(): HTMLInputElement | null {
    return this.box.querySelector('input');
  }
}
