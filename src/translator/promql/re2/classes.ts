/** Escapes and bracket classes of RE2, as far as their syntax goes. */
import { isDigit, isHex, isOctal, isWord, PatternFault, type Scanner } from './scan';
import { isUnicodeClass } from './unicode';

const POSIX_CLASSES = new Set(
  'alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit'.split(' ')
);
const CONTROL_ESCAPES: Record<string, number> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
const MAX_RUNE = 0x10ffff;

/** Reads an escape that stands for one character, the cursor on its backslash. Gives the code point. */
export function readEscape(scan: Scanner): number {
  const start = scan.pos;
  scan.next();
  if (scan.done) {
    throw new PatternFault('the pattern ends in a backslash; write \\\\ for a backslash', start);
  }
  const char = scan.next();
  const control = CONTROL_ESCAPES[char];
  if (control !== undefined) {
    return control;
  }
  if (char === 'x') {
    return readHex(scan, start);
  }
  if (char === '0' || (isOctal(char) && isOctal(scan.peek()))) {
    return readOctal(scan, char);
  }
  if (isDigit(char)) {
    throw new PatternFault(`backreferences such as \\${char} aren't supported`, start);
  }
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80 && (!isWord(char) || char === '_')) {
    return code;
  }
  throw new PatternFault(`\\${char} is no escape sequence`, start);
}

function readOctal(scan: Scanner, first: string): number {
  let digits = first;
  while (digits.length < 3 && isOctal(scan.peek())) {
    digits += scan.next();
  }
  return parseInt(digits, 8);
}

function readHex(scan: Scanner, start: number): number {
  const bad = () => new PatternFault('\\x takes two hexadecimal digits, or up to 10FFFF in braces', start);
  if (scan.peek() !== '{') {
    const [high, low] = [scan.next(), scan.next()];
    if (!isHex(high) || !isHex(low)) {
      throw bad();
    }
    return parseInt(high + low, 16);
  }
  scan.next();
  let code = 0;
  let digits = 0;
  while (isHex(scan.peek())) {
    code = code * 16 + parseInt(scan.next(), 16);
    digits += 1;
    if (code > MAX_RUNE) {
      throw bad();
    }
  }
  if (digits === 0 || scan.next() !== '}') {
    throw bad();
  }
  return code;
}

/** Reads `\pL`, `\p{Greek}`, `\P{^Greek}` at the cursor. False where there is none. */
export function readUnicodeClass(scan: Scanner): boolean {
  if (!scan.at('\\p') && !scan.at('\\P')) {
    return false;
  }
  const start = scan.pos;
  scan.pos += 2;
  let name = scan.next();
  if (name === '{') {
    const end = scan.find('}', scan.pos);
    if (end < 0) {
      throw new PatternFault('missing closing } of a Unicode class', start);
    }
    name = scan.slice(scan.pos, end);
    scan.pos = end + 1;
  }
  if (!isUnicodeClass(name.startsWith('^') ? name.slice(1) : name)) {
    throw new PatternFault(`"${name}" is no Unicode category or script`, start);
  }
  return true;
}

/** Reads `\d`, `\D`, `\s`, `\S`, `\w` or `\W` at the cursor. False where there is none. */
export function readPerlClass(scan: Scanner): boolean {
  if (scan.peek() !== '\\' || !/^[dDsSwW]$/.test(scan.peek(1))) {
    return false;
  }
  scan.pos += 2;
  return true;
}

/** Reads `[:alpha:]` inside brackets. `[:` without a closing `:]` is an ordinary character. */
function readPosixClass(scan: Scanner): boolean {
  if (!scan.at('[:')) {
    return false;
  }
  const end = scan.find(':]', scan.pos + 2);
  if (end < 0) {
    return false;
  }
  const name = scan.slice(scan.pos + 2, end);
  if (!POSIX_CLASSES.has(name.startsWith('^') ? name.slice(1) : name)) {
    throw new PatternFault(`[:${name}:] is no character class`, scan.pos);
  }
  scan.pos = end + 2;
  return true;
}

/** Reads a bracket class, the cursor on its `[`. */
export function readClass(scan: Scanner): void {
  const start = scan.pos;
  scan.next();
  if (scan.peek() === '^') {
    scan.next();
  }
  for (let first = true; first || scan.peek() !== ']'; first = false) {
    if (readPosixClass(scan) || readUnicodeClass(scan) || readPerlClass(scan)) {
      continue;
    }
    const from = scan.pos;
    const low = readClassChar(scan, start);
    if (scan.peek() === '-' && scan.peek(1) !== '' && scan.peek(1) !== ']') {
      scan.next();
      if (readClassChar(scan, start) < low) {
        throw new PatternFault(`the range ${scan.slice(from, scan.pos)} runs backwards`, from);
      }
    }
  }
  scan.next();
}

function readClassChar(scan: Scanner, start: number): number {
  if (scan.done) {
    throw new PatternFault('missing closing ]', start);
  }
  return scan.peek() === '\\' ? readEscape(scan) : (scan.next().codePointAt(0) ?? 0);
}
