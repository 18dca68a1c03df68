/** Grafana's variables and macros are no PromQL. These stand something of the same length in for each, so places keep. */

const NAME = '[A-Za-z_]\\w*';
/** The spellings of Grafana's variable syntax, https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/. */
const VARIABLE = `\\$${NAME}|\\$\\{${NAME}(?:\\.[^:}]+)?(?::[^}]*)?\\}|\\[\\[${NAME}(?::[^\\]]*)?\\]\\]`;
const STRING = '"(?:[^"\\\\]|\\\\.)*"|\'(?:[^\'\\\\]|\\\\.)*\'|`[^`]*`';
const COMMENT = '#[^\\n]*';
/** Where only a duration can stand: behind `[`, behind the colon of a subquery, behind `offset`. */
const BEFORE_DURATION = /(?:\[|:|\boffset)\s*-?\s*$/;

/** Finds variables and macros anywhere, strings included. */
export function variablePattern(): RegExp {
  return new RegExp(VARIABLE, 'g');
}

/** What a variable outside of durations and strings is read as. */
export type Reading = 'name' | 'number';

/** The text with every variable outside strings and comments replaced by PromQL of the same length. */
export function masked(text: string, reading: Reading): string {
  const pattern = new RegExp(`${STRING}|${COMMENT}|(${VARIABLE})`, 'g');
  return text.replace(pattern, (found: string, variable: string | undefined, at: number) => {
    if (variable === undefined) {
      return found;
    }
    if (BEFORE_DURATION.test(text.slice(Math.max(0, at - 20), at))) {
      return `1${'0'.repeat(Math.max(0, variable.length - 2))}s`.slice(-variable.length);
    }
    return reading === 'number' ? '1'.padStart(variable.length, '0') : 'v'.padEnd(variable.length, '_');
  });
}
