/**
 * Checks a pattern as Prometheus will read it, so that a mistake is reported at the field where it was made rather
 * than as a server's error. The rules are those of Go's regexp/syntax with Perl flags.
 * Source: https://pkg.go.dev/regexp/syntax; a matcher's pattern is parsed alone, then wrapped as `^(?s:…)$`.
 */
import { readClass, readEscape, readPerlClass, readUnicodeClass } from './classes';
import { capture, join, LITERAL, MAX_REPEAT, type Part, repeat, SIMPLE, tooLarge } from './limits';
import { isDigit, isWord, PatternFault, Scanner } from './scan';

/** A group that is open: its finished alternatives and the one being read. */
interface Group {
  start: number;
  capturing: boolean;
  alternatives: Part[];
  parts: Part[];
}

const SIMPLE_REPEATS: Record<string, { min: number; max?: number }> = {
  '*': { min: 0 },
  '+': { min: 1 },
  '?': { min: 0, max: 1 },
};

const UNSUPPORTED: Array<[string, string]> = [
  ['(?=', `look-ahead (?= isn't supported`],
  ['(?!', `look-ahead (?! isn't supported`],
  ['(?<=', `look-behind (?<= isn't supported`],
  ['(?<!', `look-behind (?<! isn't supported`],
  ['(?>', `atomic groups (?> aren't supported`],
  ['(?#', `comments (?# aren't supported`],
];

/**
 * Checks an RE2 pattern.
 * Gives null when every Prometheus accepts it, otherwise the complaint in words with the character it is about.
 */
export function checkPattern(pattern: string): string | null {
  if (accepted.has(pattern)) {
    return null;
  }
  try {
    new Checker(pattern).run();
    remember(pattern);
    return null;
  } catch (fault) {
    if (fault instanceof PatternFault) {
      return fault.message;
    }
    throw fault;
  }
}

/** Patterns that were good: those of a selection of models stand in all queries of its rules, and are asked about at each. */
const accepted = new Set<string>();
const MOST_KEPT = 1000;
const LONGEST_KEPT = 256;

function remember(pattern: string): void {
  if (pattern.length > LONGEST_KEPT) {
    return;
  }
  if (accepted.size >= MOST_KEPT) {
    accepted.clear();
  }
  accepted.add(pattern);
}

class Checker {
  private readonly scan: Scanner;
  private readonly groups: Group[] = [];
  private group: Group = { start: 0, capturing: false, alternatives: [], parts: [] };

  constructor(pattern: string) {
    this.scan = new Scanner(pattern);
  }

  run(): void {
    const { scan } = this;
    // A repetition right after another is refused: a** and a{2}{3} mean nothing in RE2, a++ something else in Perl.
    let repeated = false;
    while (!scan.done) {
      repeated = this.step(repeated);
    }
    if (this.groups.length > 0) {
      throw new PatternFault('missing closing )', this.group.start);
    }
    this.checkSize(this.closeAlternatives(), 0);
  }

  /** Reads one piece; true where it was a repetition. */
  private step(afterRepeat: boolean): boolean {
    const { scan } = this;
    const char = scan.peek();
    switch (char) {
      case '(':
        this.open();
        return false;
      case ')':
        this.close();
        return false;
      case '|':
        scan.next();
        this.group.alternatives.push(join(this.group.parts));
        this.group.parts = [];
        return false;
      case '[':
        readClass(scan);
        this.group.parts.push(SIMPLE);
        return false;
      case '*':
      case '+':
      case '?':
      case '{':
        return this.repetition(afterRepeat);
      case '\\':
        this.escape();
        return false;
      case '^':
      case '$':
      case '.':
        scan.next();
        this.group.parts.push(SIMPLE);
        return false;
      default:
        scan.next();
        this.group.parts.push(LITERAL);
        return false;
    }
  }

  private escape(): void {
    const { scan } = this;
    const start = scan.pos;
    switch (scan.peek(1)) {
      case 'A':
      case 'b':
      case 'B':
      case 'z':
        scan.pos += 2;
        this.group.parts.push(SIMPLE);
        return;
      case 'Q': {
        const end = scan.find('\\E', start + 2);
        if (end < 0) {
          // Without its end it would quote the parenthesis that the server puts behind the pattern.
          throw new PatternFault('\\Q without \\E', start);
        }
        for (let i = start + 2; i < end; i++) {
          this.group.parts.push(LITERAL);
        }
        scan.pos = end + 2;
        return;
      }
      default:
        if (readUnicodeClass(scan) || readPerlClass(scan)) {
          this.group.parts.push(SIMPLE);
          return;
        }
        readEscape(scan);
        this.group.parts.push(LITERAL);
    }
  }

  private repetition(afterRepeat: boolean): boolean {
    const { scan } = this;
    const start = scan.pos;
    const counts = SIMPLE_REPEATS[scan.peek()] ?? this.readCounts();
    if (counts === null) {
      // A brace that doesn't hold counts stands for itself.
      scan.next();
      this.group.parts.push(LITERAL);
      return false;
    }
    if (scan.pos === start) {
      scan.next();
    }
    if (counts.min > MAX_REPEAT || (counts.max !== undefined && (counts.max > MAX_REPEAT || counts.min > counts.max))) {
      throw new PatternFault(`${scan.slice(start, scan.pos)} is no count from 0 to ${MAX_REPEAT} in order`, start);
    }
    if (scan.peek() === '?') {
      scan.next();
    }
    if (afterRepeat) {
      throw new PatternFault('a repetition of a repetition', start);
    }
    const target = this.group.parts.pop();
    if (target === undefined) {
      throw new PatternFault(`nothing for ${scan.slice(start, scan.pos)} to repeat`, start);
    }
    const part = repeat(target, counts.min, counts.max);
    if ((counts.min >= 2 || (counts.max ?? 0) >= 2) && part.copies > MAX_REPEAT) {
      throw new PatternFault(`nested repetitions make more than ${MAX_REPEAT} copies`, start);
    }
    this.checkSize(part, start);
    this.group.parts.push(part);
    return true;
  }

  /** Reads `{n}`, `{n,}` or `{n,m}`; null, and the cursor unmoved, where it is none of them. */
  private readCounts(): { min: number; max?: number } | null {
    const { scan } = this;
    const start = scan.pos;
    scan.next();
    const min = this.readCount();
    let max = min;
    if (min !== null && scan.peek() === ',') {
      scan.next();
      if (scan.peek() === '}') {
        scan.next();
        return { min };
      }
      max = this.readCount();
    }
    if (min === null || max === null || scan.next() !== '}') {
      scan.pos = start;
      return null;
    }
    return { min, max };
  }

  private readCount(): number | null {
    const { scan } = this;
    if (!isDigit(scan.peek()) || (scan.peek() === '0' && isDigit(scan.peek(1)))) {
      return null;
    }
    let digits = '';
    while (isDigit(scan.peek())) {
      digits += scan.next();
    }
    return Number(digits);
  }

  private open(): void {
    const { scan } = this;
    const start = scan.pos;
    if (!scan.at('(?')) {
      scan.next();
      this.push(start, true);
      return;
    }
    for (const [opening, complaint] of UNSUPPORTED) {
      if (scan.at(opening)) {
        throw new PatternFault(complaint, start);
      }
    }
    if (scan.at('(?P<') || scan.at('(?<')) {
      this.named(start);
      return;
    }
    this.flags(start);
  }

  private named(start: number): void {
    const { scan } = this;
    const from = scan.pos + (scan.at('(?P<') ? 4 : 3);
    const end = scan.find('>', from);
    const name = end < 0 ? '' : scan.slice(from, end);
    if (name === '' || !Array.from(name).every(isWord)) {
      throw new PatternFault('the name of a group is made of letters, digits and _, and ends in >', start);
    }
    scan.pos = end + 1;
    this.push(start, true);
  }

  /** Reads `(?i)`, `(?i-s:` and their like. */
  private flags(start: number): void {
    const { scan } = this;
    scan.pos += 2;
    let [negated, sawFlag] = [false, false];
    while (!scan.done) {
      const char = scan.next();
      if (char === 'i' || char === 'm' || char === 's' || char === 'U') {
        sawFlag = true;
      } else if (char === '-' && !negated) {
        [negated, sawFlag] = [true, false];
      } else if ((char === ':' || char === ')') && (!negated || sawFlag)) {
        if (char === ':') {
          this.push(start, false);
        }
        return;
      } else {
        break;
      }
    }
    throw new PatternFault(`${scan.slice(start, scan.pos)} begins no group that is supported`, start);
  }

  private push(start: number, capturing: boolean): void {
    this.groups.push(this.group);
    this.group = { start, capturing, alternatives: [], parts: [] };
  }

  private close(): void {
    const outer = this.groups.pop();
    if (outer === undefined) {
      throw new PatternFault('a ) without its (', this.scan.pos);
    }
    const inside = this.closeAlternatives();
    const part = this.group.capturing ? capture(inside) : inside;
    this.checkSize(part, this.group.start);
    this.group = outer;
    this.group.parts.push(part);
    this.scan.next();
  }

  private closeAlternatives(): Part {
    const { alternatives, parts } = this.group;
    return join([...alternatives, join(parts)], true);
  }

  private checkSize(part: Part, at: number): void {
    const complaint = tooLarge(part);
    if (complaint !== null) {
      throw new PatternFault(complaint, at);
    }
  }
}
