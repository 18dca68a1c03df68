/** Text that can't be sent as UTF-8: what a query may hold, and how an error shows it. */

/** Most names and values, which need no look at each character. */
const ASCII = /^[ -~]*$/;

/** True where a UTF-16 surrogate stands alone: such text has no UTF-8 form, so no server can hold it. */
export function hasLoneSurrogate(text: string): boolean {
  if (ASCII.test(text)) {
    return false;
  }
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const next = text.charCodeAt(i + 1);
      if (!(next >= 0xdc00 && next <= 0xdfff)) {
        return true;
      }
      i++;
    } else if (unit >= 0xdc00 && unit <= 0xdfff) {
      return true;
    }
  }
  return false;
}

/** Replaces lone surrogates by U+FFFD, so that an error message about them can itself be sent as UTF-8. */
export function toWellFormed(text: string): string {
  if (!hasLoneSurrogate(text)) {
    return text;
  }
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const pair = text.slice(i, i + 2);
    if (pair.length === 2 && !hasLoneSurrogate(pair) && hasLoneSurrogate(text.charAt(i))) {
      out += pair;
      i++;
    } else {
      out += hasLoneSurrogate(text.charAt(i)) ? '\ufffd' : text.charAt(i);
    }
  }
  return out;
}
