/** Shapes of the texts of the derived measures. */
import type { Translation } from '../shapes';

/** What a measure's text depends on, beside the frame. */
export interface Params {
  /** Patterns on status_code: bad ones, valid ones, and those that count as either. */
  bad: string;
  valid: string;
  counted: string;
  threshold: number;
  le: string;
  leOperator: '=' | '=~';
  leValue: string;
  quantile: number;
  /** The error ratio that an objective allows, and the requests that a replica is meant for. As PromQL. */
  allowed: string;
  target: string;
  /** Requests that are enough for a canary's verdict, and seconds that a queue may take. */
  enough: string;
  drain: string;
  /** Settings of the autoscaler as PromQL, and how often an excess is halved until nothing is left. */
  scaling: {
    target: string;
    use: string;
    least: number;
    most: number;
    delay: string;
    halvings: number;
  };
}

export interface Text {
  expr: string;
  /** The loosest operator in it, as far as it needs parentheses beside `and` and in front of a range. */
  top: 'or' | 'other' | 'none';
  selects: Translation['selects'];
  /** Finds samples that are left out; a text that leaves none out has none. */
  outliers?: string;
}
