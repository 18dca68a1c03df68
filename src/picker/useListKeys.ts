import { type ComboboxOption } from '@grafana/ui';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { candidates } from './candidates';
import { ListKeys, type ListWishes } from './listKeys';

type Asked<T extends string> = (search: string) => Promise<Array<ComboboxOption<T>>>;

/** All entries of a list, or what asks for those of a search. */
export type Options<T extends string> = Array<ComboboxOption<T>> | Asked<T>;

interface Field<T extends string> extends Omit<ListWishes, 'asks'> {
  options: Options<T>;
  /** Takes an entry that was meant when the person went on before the list showed it. */
  take: (option: ComboboxOption<T>) => void;
  opensAtFirst?: boolean;
}

/** An entry that is another object at each rendering would be another choice to the field, and end what is being typed. */
function useSameEntries<T extends string>(options: Options<T>): Options<T> {
  const [known] = useState(() => new Map<string, ComboboxOption<T>>());
  const texts = typeof options === 'function' ? undefined : options.map((option) => JSON.stringify(option));
  return useMemo(() => {
    if (typeof options === 'function' || !texts) {
      return options;
    }
    return options.map((option, index) => {
      const text = texts[index] ?? '';
      const same = known.get(text) ?? option;
      known.set(text, same);
      return same;
    });
    // What the entries say, and not which objects say it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [known, texts?.join('\n'), typeof options === 'function']);
}

/** What is chosen, the same object as long as it says the same: to the field another one would be another choice. */
export function useSame<V>(value: V): V {
  const text = JSON.stringify(value);
  // What it says, and not which object says it.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => value, [text]);
}

/** The value, or while a person types the one from before: to the field another value ends what is being typed. */
export function useHeld<V>(value: V, isHeld: boolean): V {
  const [kept, keep] = useState(value);
  if (!isHeld && kept !== value) {
    keep(value);
  }
  return isHeld ? kept : value;
}

/**
 * The keys of a combobox: `box` is for the element around it, `entries` are its options, the same as long as they say the
 * same; `isTyping` while text stands there that is no choice yet; `isNew` tells a choice from the last one handed on once
 * more.
 */
export function useListKeys<T extends string>(field: Field<T>) {
  const box = useRef<HTMLDivElement>(null);
  const keys = useRef<ListKeys>(undefined);
  const latest = useRef<Field<T>>(field);
  const [drawn, setDrawn] = useState<{ search: string; isAnswer: boolean }>();
  const [isTyping, setTyping] = useState(false);
  useEffect(() => {
    latest.current = field;
  });
  useEffect(() => {
    if (!box.current) {
      return;
    }
    let isThere = true;
    const wishes = () => ({ ...latest.current, asks: typeof latest.current.options === 'function' });
    const leftBehind = async (text: string, place: number) => {
      const option = (await candidates(text, latest.current))[place];
      if (option && isThere) {
        latest.current.take(option);
      }
    };
    keys.current = new ListKeys(box.current, wishes, {
      drawing: (search, isAnswer) => setDrawn({ search, isAnswer }),
      leftBehind: (text, place) => void leftBehind(text, place),
      typing: setTyping,
    });
    const detach = keys.current.attach();
    if (latest.current.opensAtFirst) {
      keys.current.open();
    }
    return () => {
      isThere = false;
      detach();
    };
  }, []);
  useEffect(() => {
    if (drawn) {
      keys.current?.drawn(drawn.search, drawn.isAnswer);
    }
  }, [drawn]);
  // Grafana's 12.3 forgets what it searches for when it is handed another function.
  const ask = useCallback(async (search: string) => {
    keys.current?.asks(search);
    const { options } = latest.current;
    const found = typeof options === 'function' ? await options(search) : [];
    keys.current?.answers(search, found);
    return found;
  }, []);
  const same = useSameEntries(field.options);
  return {
    box,
    entries: typeof same === 'function' ? ask : same,
    isTyping,
    isNew: (value: string) => keys.current?.chose(value) ?? true,
  };
}
