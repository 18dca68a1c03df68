export interface Finding {
  Name: string;
  Severity: string;
  Title: string;
  Detail: string;
}
export const VALIDATOR: { version: string; commit: string };
export function explained(document: string): Set<string>;
export function findings(
  report: { 'plugin-validator': Record<string, Finding[] | null> },
  known?: Set<string>
): string[];
