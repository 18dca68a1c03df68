/** Operators of a label matcher, as PromQL spells them. */
export type MatcherOperator = '=' | '!=' | '=~' | '!~';

/** A label matcher; `value` is raw text, or an RE2 pattern for `=~` and `!~`. The printer quotes it. */
export interface Matcher {
  label: string;
  operator: MatcherOperator;
  value: string;
}
