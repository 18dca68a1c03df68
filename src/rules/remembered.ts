/** What was made of an object before, or what `make` gives. For objects that nobody changes. */
export function remembered<K extends object, V>(made: WeakMap<K, V>, of: K, make: () => V): V {
  const one = made.get(of) ?? make();
  made.set(of, one);
  return one;
}
