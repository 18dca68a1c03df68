export interface Finding {
  Name: string;
  Severity: string;
  Title: string;
  Detail: string;
}
export function explained(document: string): Set<string>;
export function unexplained(
  report: { 'plugin-validator': Record<string, Finding[] | null> },
  document: string
): string[];
