/** Entries of a lock file, by their folder. */
type Packages = Record<string, { integrity?: string; optional?: boolean }>;
export function isInstalled(lock: Packages, installed: Packages): boolean;
