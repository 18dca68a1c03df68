/**
 * What the keys do in the list of one of Grafana's comboboxes, the same in each. Left to itself such a list marks nothing
 * while it loads, marks the place of the chosen entry though fewer entries than that are left, and lets Enter take what
 * stood there before what was typed was searched for. Who types fast is ahead of every list: keys that are meant for its
 * entries wait until it shows them.
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
  /** It takes several entries, and stays open. */
  isMany: boolean;
}

/** What is told of what a person does. */
export interface ListNews {
  /** Wants `drawn` called once what changed by now is drawn: the entries of a search, or what is typed. */
  drawing: (search: string, isAnswer: boolean) => void;
  /** The person went on before the list had an answer to this text; counted from 0, the entry that is meant. */
  leftBehind: (text: string, place: number) => void;
  /** Text was typed that is not yet a choice; false when the list closes. */
  typing: (isTyping: boolean) => void;
}

interface Entry {
  value: string;
  infoOption?: boolean;
}

const MOVES = new Set(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End']);
/** How far a key moves the mark by entries. */
const STEPS: Record<string, number | undefined> = { ArrowDown: 1, ArrowUp: -1 };

function isOpen(input: HTMLInputElement): boolean {
  return input.getAttribute('aria-expanded') === 'true';
}

function isLetter(event: KeyboardEvent): boolean {
  return event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** Keeps the mark on the entry that Enter takes, the first that fits what is typed, until the person moves it. */
export class ListKeys {
  private pressing = false;
  private moved = false;
  private asked: string | undefined;
  private found: Entry[] = [];
  /** The text whose entries the list shows, as far as one can be sure. */
  private shown: string | undefined;
  /** Keys that were pressed before the list showed what they are meant for, and the text they were pressed after. */
  private held: string[] = [];
  private heldFor = '';
  /** What was handed on since the person last touched the field. */
  private handed: string | undefined;
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();

  /** @param box the element around the combobox; its list stands elsewhere in the page */
  constructor(
    private readonly box: HTMLElement,
    private readonly wishes: () => ListWishes,
    private readonly news: ListNews
  ) {}

  /** Listens to the keys before the combobox does; what it gives back ends that. */
  attach(): () => void {
    const { box } = this;
    const listeners: Array<[string, (event: Event) => void]> = [
      ['keydown', (event) => event instanceof KeyboardEvent && this.key(event)],
      ['pointerdown', () => this.pointed()],
    ];
    listeners.forEach(([name, listener]) => box.addEventListener(name, listener, true));
    // Only after the combobox: a page that is drawn before it has taken up a letter takes the letter away.
    const page = box.ownerDocument;
    const typed = ({ target }: Event) => target === this.input && this.typed();
    page.addEventListener('input', typed);
    const closing = new MutationObserver(() => {
      if (this.input && !isOpen(this.input)) {
        this.news.typing(false);
      }
    });
    closing.observe(box, { subtree: true, attributeFilter: ['aria-expanded'] });
    return () => {
      listeners.forEach(([name, listener]) => box.removeEventListener(name, listener, true));
      page.removeEventListener('input', typed);
      closing.disconnect();
      this.timers.forEach((timer) => clearTimeout(timer));
      this.timers.clear();
    };
  }

  /** Puts the cursor there and shows the list. */
  open() {
    const { input } = this;
    if (input) {
      input.focus();
      this.unknown();
      this.drawSoon('', false);
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
      this.found = entries.filter(({ infoOption }) => !infoOption);
      this.drawSoon(search, true);
    }
  }

  /** A choice was made; false where it is the last one once more. */
  chose(value: string): boolean {
    // In a list that stays open the mark stays where the person is.
    this.moved = true;
    const isNew = value !== this.handed;
    this.handed = value;
    // With the choice, and not when the list is seen to be closed: a field that gets its new value later than the choice
    // writes it over what is typed next.
    this.news.typing(false);
    return isNew;
  }

  /** The list shows what a search found, or what is typed: the keys that waited for it are pressed. */
  drawn(search: string, isAnswer: boolean) {
    const { input } = this;
    if (!input || !isOpen(input) || search !== input.value) {
      return;
    }
    if (isAnswer || !this.needsAnswer(search)) {
      this.shown = search;
    }
    this.mark(input);
    if (this.isReady(input)) {
      this.held.splice(0).forEach((key) => {
        this.moved ||= MOVES.has(key);
        this.press(input, key);
      });
    }
  }

  /** Marks the first entry that fits, where the person did not move the mark. */
  private mark(input: HTMLInputElement) {
    const { asks, takesTyped, prefersTyped, isChosen } = this.wishes();
    const text = input.value;
    if (this.moved || (text === '' && isChosen && !asks)) {
      return;
    }
    this.press(input, 'Home');
    const isTypedFirst = takesTyped && text !== '' && this.found.every(({ value }) => value !== text);
    if (isTypedFirst && !prefersTyped && this.found.length > 0) {
      this.press(input, 'ArrowDown');
    }
  }

  private key(event: KeyboardEvent) {
    const { input } = this;
    if (this.pressing || event.isComposing || !input) {
      return;
    }
    this.handed = undefined;
    if (!isOpen(input)) {
      this.keyOfClosed(input, event);
    } else if (MOVES.has(event.key) || event.key === 'Enter') {
      this.keyOfList(input, event);
    } else if (event.key === 'Tab') {
      this.leave(input);
    } else if (event.key === 'Escape') {
      this.held = [];
    }
  }

  private keyOfClosed(input: HTMLInputElement, event: KeyboardEvent) {
    const { isMany, takesTyped } = this.wishes();
    this.unknown();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.drawSoon('', false);
    }
    if (isLetter(event) && !isMany && !takesTyped && event.target === input) {
      // What stands there is the name of the choice: nobody goes on writing it.
      input.select();
    }
  }

  private keyOfList(input: HTMLInputElement, event: KeyboardEvent) {
    if (!this.isReady(input)) {
      // What the list still shows is the answer to another text.
      this.held.push(event.key);
      this.heldFor = input.value;
      event.preventDefault();
      event.stopPropagation();
    } else if (MOVES.has(event.key)) {
      this.moved = true;
    } else {
      this.mark(input);
    }
    if (event.key === 'Enter' && this.wishes().isMany) {
      // The list stays open, with what was searched for: what is typed next is another search.
      input.select();
    }
  }

  private typed() {
    const { held, heldFor } = this;
    this.handed = undefined;
    this.unknown();
    if (held.includes('Enter') && this.wishes().isMany) {
      this.leaveBehind(held, heldFor);
    }
    if (this.input) {
      this.news.typing(true);
      this.drawSoon(this.input.value, false);
    }
  }

  private pointed() {
    this.handed = undefined;
    this.held = [];
    if (this.input && !isOpen(this.input)) {
      this.unknown();
      this.drawSoon('', false);
    }
  }

  /** The list will show something else: nothing of it is known yet. */
  private unknown() {
    this.moved = false;
    this.held = [];
    this.shown = undefined;
  }

  /** The combobox takes up its entries only after the event, or the answer, that brings them. */
  private drawSoon(search: string, isAnswer: boolean) {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.news.drawing(search, isAnswer);
    });
    this.timers.add(timer);
  }

  private needsAnswer(text: string): boolean {
    const { asks, takesTyped, prefersTyped } = this.wishes();
    return asks && !(takesTyped && prefersTyped && text !== '');
  }

  private isReady(input: HTMLInputElement): boolean {
    return this.shown === input.value;
  }

  /** Leaving by Tab takes what was typed for, and nothing that only happened to be marked. */
  private leave(input: HTMLInputElement) {
    const { held } = this;
    this.held = [];
    const isMeant = held.includes('Enter') || (input.value !== '' && !this.moved);
    const isLate = !this.isReady(input);
    // A list of several takes nothing by itself when it is left.
    if (isMeant && (isLate || this.wishes().isMany)) {
      this.leaveBehind(held, input.value);
    }
    if (isMeant && !isLate) {
      this.mark(input);
    } else if (!this.moved) {
      this.press(input, 'Escape');
    }
  }

  private leaveBehind(held: string[], text: string) {
    const place = held.reduce((sum, key) => Math.max(0, sum + (STEPS[key] ?? 0)), 0);
    this.news.leftBehind(text, place);
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
