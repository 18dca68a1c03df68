/**
 * Go bounds a pattern's size: 1000 copies of the innermost thing, 1000 levels, 3.3 million instructions.
 * What is kept here of each part is just enough to check those three.
 * Source: regexp/syntax of Go 1.26 (repeatIsValid, checkHeight, checkSize).
 */

/** A parsed part of a pattern. */
export interface Part {
  /** Levels of the parse tree. */
  height: number;
  /** Instructions when compiled. */
  size: number;
  /** How often its innermost part is copied by counted repetitions. */
  copies: number;
  /** Neighbouring literals become one part. */
  literal: boolean;
}

export const MAX_REPEAT = 1000;
const MAX_HEIGHT = 1000;
// 128 MiB of instructions of 40 bytes.
const MAX_SIZE = Math.floor((128 * 1024 * 1024) / 40);
// The server wraps the pattern in a group between anchors.
const WRAPPING = 2;

export const LITERAL: Part = { height: 1, size: 1, copies: 1, literal: true };
export const SIMPLE: Part = { height: 1, size: 1, copies: 1, literal: false };

/** Several parts one after the other, or one instead of the other. */
export function join(parts: Part[], alternatives = false): Part {
  const only = parts[0];
  if (only === undefined) {
    return SIMPLE;
  }
  if (parts.length === 1) {
    return { ...only, literal: false };
  }
  // No part's child is higher than the highest, so a run of literals adds its one level like any other part.
  const oneLiteral = !alternatives && parts.every((part) => part.literal);
  let [height, size, copies] = [0, alternatives ? parts.length - 1 : 0, 1];
  for (const part of parts) {
    height = Math.max(height, part.height);
    size += part.size;
    copies = Math.max(copies, part.copies);
  }
  return { height: oneLiteral ? 1 : height + 1, size, copies, literal: false };
}

/** A part in a capturing group. */
export function capture(part: Part): Part {
  return { height: part.height + 1, size: part.size + 2, copies: part.copies, literal: false };
}

/** A part repeated; `max` is undefined where there is no upper bound. */
export function repeat(part: Part, min: number, max: number | undefined): Part {
  const times = max ?? min;
  return {
    height: part.height + 1,
    size: Math.max(1, max === undefined ? 2 + Math.max(1, min) * part.size : max * part.size + max - min),
    // {0} and {0,0} leave nothing to copy.
    copies: max === 0 ? 1 : part.copies * Math.max(1, times),
    literal: false,
  };
}

/** What is too large about a part, or null. */
export function tooLarge(part: Part): string | null {
  if (part.height > MAX_HEIGHT - WRAPPING) {
    return `groups and repetitions nest more than ${MAX_HEIGHT} levels deep`;
  }
  return part.size > MAX_SIZE ? 'the pattern is too large once its repetitions are written out' : null;
}
