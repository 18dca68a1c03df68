/** What was made of an object before, or what `make` gives. For objects that nobody changes. */
export function remembered<K extends object, V extends object | string | number>(
  made: WeakMap<K, V>,
  of: K,
  make: () => V
): V {
  const known = made.get(of);
  if (known !== undefined) {
    return known;
  }
  const one = make();
  made.set(of, one);
  return one;
}
