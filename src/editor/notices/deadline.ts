/** A list is opened to be used: what the editor knows itself does not wait for a server that is slow. */

/** After this long a list does without what only makes it better. */
export const SHORT_MS = 2000;
/** After this long a list that only the server can fill is shown without. */
export const LONG_MS = 8000;

/** The answer, or after some time what there is without it. An answer that fails fails here too. */
export function within<T>(answer: Promise<T>, ms: number, otherwise: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
