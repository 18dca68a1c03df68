import { type ComboboxOption } from '@grafana/ui';

interface List<T extends string> {
  options: Array<ComboboxOption<T>> | ((search: string) => Promise<Array<ComboboxOption<T>>>);
  takesTyped: boolean;
  prefersTyped: boolean;
}

/** The entries of a short list that have the words, those that begin with them first. */
function fitting<T extends string>(options: Array<ComboboxOption<T>>, text: string): Array<ComboboxOption<T>> {
  const typed = text.toLowerCase();
  const words = ({ label, value }: ComboboxOption<T>) => (label ?? value).toLowerCase();
  const found = options.filter((option) => words(option).includes(typed));
  return [
    ...found.filter((option) => words(option).startsWith(typed)),
    ...found.filter((option) => !words(option).startsWith(typed)),
  ];
}

/**
 * What a text may mean in a list that does not show its entries for it yet, the likeliest first; none where they can't be
 * looked up.
 */
export async function candidates<T extends string>(text: string, list: List<T>): Promise<Array<ComboboxOption<T>>> {
  const { options, takesTyped, prefersTyped } = list;
  let found: Array<ComboboxOption<T>> = [];
  try {
    found = typeof options === 'function' ? await options(text) : fitting(options, text);
  } catch {
    // The list itself says that it failed.
  }
  const entries = found.filter(({ infoOption }) => !infoOption);
  // A list that takes what is typed has any text among its values.
  const isValue = (value: string): value is T => takesTyped && value !== '';
  if (!isValue(text) || entries.some(({ value }) => value === text)) {
    return entries;
  }
  const typed = { value: text, label: text };
  return prefersTyped ? [typed, ...entries] : [...entries, typed];
}
