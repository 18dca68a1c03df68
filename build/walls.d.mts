import type { Rule } from 'eslint';

/** A place and what it may import beside itself. */
export const walls: ReadonlyArray<readonly [place: string, allowed: string[]]>;
/** Folders that are entered by their index alone. */
export const doors: string[];
/** Why a file may not import a module; undefined where it may. */
export function complaint(file: string, source: string): string | undefined;
/** The ESLint rule. */
export const wallsRule: Rule.RuleModule;
