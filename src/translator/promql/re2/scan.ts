/** Walks over a pattern by code points: RE2 counts characters, not UTF-16 halves. */

/** Thrown inside the checker only; `checkPattern` turns it into words. */
export class PatternFault extends Error {
  constructor(complaint: string, at: number) {
    super(`${complaint} (at character ${at + 1})`);
    this.name = 'PatternFault';
  }
}

const END = -1;

/** A cursor over the pattern's characters. */
export class Scanner {
  readonly chars: string[];
  pos = 0;

  constructor(pattern: string) {
    this.chars = Array.from(pattern);
    const lone = this.chars.findIndex((char) => char.length === 1 && char >= '\ud800' && char <= '\udfff');
    if (lone >= 0) {
      throw new PatternFault('half of a surrogate pair is not a character', lone);
    }
  }

  get done(): boolean {
    return this.pos >= this.chars.length;
  }

  /** The character `ahead` of the cursor; empty past the end. */
  peek(ahead = 0): string {
    return this.chars[this.pos + ahead] ?? '';
  }

  /** The character at the cursor, which moves on; empty past the end. */
  next(): string {
    const char = this.peek();
    this.pos += 1;
    return char;
  }

  /** True where the text at the cursor is `text` (ASCII). */
  at(text: string): boolean {
    for (let i = 0; i < text.length; i++) {
      if (this.peek(i) !== text[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where `text` (ASCII) next begins at or after `from`, or -1. */
  find(text: string, from: number): number {
    for (let i = from; i + text.length <= this.chars.length; i++) {
      let same = true;
      for (let j = 0; j < text.length && same; j++) {
        same = this.chars[i + j] === text[j];
      }
      if (same) {
        return i;
      }
    }
    return END;
  }

  slice(from: number, to: number): string {
    return this.chars.slice(from, to).join('');
  }
}

export const isDigit = (char: string): boolean => char >= '0' && char <= '9' && char.length === 1;
export const isOctal = (char: string): boolean => char >= '0' && char <= '7' && char.length === 1;
export const isHex = (char: string): boolean => /^[0-9a-fA-F]$/.test(char);
export const isWord = (char: string): boolean => /^[0-9a-zA-Z_]$/.test(char);
