/** How deep the tree of a PromQL text may get, told without building it. */

const STRING = '"(?:[^"\\\\]|\\\\.)*"|\'(?:[^\'\\\\]|\\\\.)*\'|`[^`]*`';
/** What opens or closes a level, and what makes one of all that stands before it: an operator, a modifier, a range. */
const LEVEL = '[()\\[\\]{}]|[-+*/%^@]|[=!<>]=?|\\b(?:and|or|unless|atan2|offset)\\b';

/**
 * Above this depth a text is not read. Trees lean to one side, so reading them, colouring them and checking them goes as deep
 * as there are operators side by side, and a browser's stack ends somewhere above a thousand.
 */
const MOST_LEVELS = 500;

/** Brackets that are open: the operators in them so far, and how deep the deepest brackets are that were closed in them. */
interface Open {
  operators: number;
  deepest: number;
}

/** Whether reading the text could go too deep, by operators and brackets outside of strings, comments and selectors. */
export function isTooDeep(text: string): boolean {
  const selectors = `\\{(?:${STRING}|[^"'\`{}])*\\}`;
  const pattern = new RegExp(`${STRING}|#[^\\n]*|${selectors}|(${LEVEL})`, 'gi');
  let inner: Open = { operators: 0, deepest: 0 };
  const outer: Open[] = [];
  const close = () => {
    const depth = inner.operators + inner.deepest + 1;
    inner = outer.pop() ?? { operators: 0, deepest: 0 };
    inner.deepest = Math.max(inner.deepest, depth);
  };
  for (const [, level] of text.matchAll(pattern)) {
    if (level === undefined) {
      continue;
    }
    // A range stands behind what it looks at, which is one level deeper than it.
    inner.operators += ')]}({'.includes(level) ? 0 : 1;
    if ('([{'.includes(level)) {
      outer.push(inner);
      inner = { operators: 0, deepest: 0 };
    } else if (')]}'.includes(level)) {
      close();
    }
    if (outer.length > MOST_LEVELS || inner.operators + inner.deepest > MOST_LEVELS) {
      return true;
    }
  }
  while (outer.length > 0) {
    close();
  }
  return inner.operators + inner.deepest > MOST_LEVELS;
}
