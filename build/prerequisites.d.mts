/** Entries of a lock file, by their folder. */
export type Packages = Record<string, { integrity?: string; optional?: boolean }>;
export function isInstalled(lock: Packages, installed: Packages): boolean;
export function packagesOf(...path: string[]): Packages;
