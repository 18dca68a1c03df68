/** Where people find what to do about an alert. */
import { runbookBase } from '../objectives';
import type { PlacedRule } from './types';

/** The section of docs/alerting.md: rules of one kind share it, whatever models they are for. */
export function anchorOf({ kind }: PlacedRule): string {
  return kind;
}

/** The address of the section, as a template of Grafana's. */
export function runbookOf(rule: PlacedRule): string {
  return `${runbookBase}#${anchorOf(rule)}`;
}
