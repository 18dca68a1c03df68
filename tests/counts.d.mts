export interface Counts {
  passed: number;
  failed: number;
}
export function countVitest(report: string, code: number): Counts;
export function countPlaywright(report: string, code: number): Counts;
export function countGo(output: string, code: number, print?: (line: string) => void): Counts;
