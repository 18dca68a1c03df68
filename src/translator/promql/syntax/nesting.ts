/** How deep the tree of a PromQL text may get, told without building it. */

const STRING = '"(?:[^"\\\\]|\\\\.)*"|\'(?:[^\'\\\\]|\\\\.)*\'|`[^`]*`';
/** What opens a level: a bracket, an operator, a modifier. */
const LEVEL = '[(\\[{]|[-+*/%^@]|[=!<>]=?|\\b(?:and|or|unless|atan2|offset)\\b';

/**
 * Above this many operators and brackets a text is not read. Trees lean to one side, so reading them, colouring them and
 * checking them goes as deep as there are operators, and a browser's stack ends somewhere above a thousand.
 */
const MOST_LEVELS = 500;

/** Whether reading the text could go too deep: counts operators and brackets outside of strings, comments and selectors. */
export function isTooDeep(text: string): boolean {
  const selectors = `\\{(?:${STRING}|[^"'\`{}])*\\}`;
  const pattern = new RegExp(`${STRING}|#[^\\n]*|${selectors}|(${LEVEL})`, 'gi');
  let levels = 0;
  for (const [, level] of text.matchAll(pattern)) {
    levels += level === undefined ? 0 : 1;
    if (levels > MOST_LEVELS) {
      return true;
    }
  }
  return false;
}
