import { type ComboboxOption } from '@grafana/ui';
import { useEffect, useReducer, useRef } from 'react';
import { ListKeys, type ListWishes } from './listKeys';

/** All entries of a list, or what asks for those of a search. */
export type Options<T extends string> =
  Array<ComboboxOption<T>> | ((search: string) => Promise<Array<ComboboxOption<T>>>);

/**
 * The keys of a combobox: `box` is for the element around it, `entries` are its options, `isNew` tells a choice from the
 * last one handed on once more.
 */
export function useListKeys<T extends string>(
  options: Options<T>,
  wishes: Omit<ListWishes, 'asks'>,
  opensAtFirst = false
) {
  const box = useRef<HTMLDivElement>(null);
  const keys = useRef<ListKeys>(undefined);
  const latest = useRef<ListWishes>(undefined);
  const all = { ...wishes, asks: typeof options === 'function' };
  const [changes, noteChange] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    latest.current = all;
  });
  useEffect(() => {
    if (!box.current) {
      return;
    }
    keys.current = new ListKeys(box.current, () => latest.current ?? all, noteChange);
    const detach = keys.current.attach();
    if (opensAtFirst) {
      keys.current.open();
    }
    return detach;
    // The keys of a field live as long as the field.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => keys.current?.mark(), [changes]);
  const ask = async (search: string) => {
    keys.current?.asks(search);
    const found = typeof options === 'function' ? await options(search) : [];
    keys.current?.answers(search, found);
    return found;
  };
  return {
    box,
    entries: typeof options === 'function' ? ask : options,
    isNew: (value: string) => keys.current?.chose(value) ?? true,
  };
}
