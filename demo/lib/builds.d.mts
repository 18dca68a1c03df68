export interface BuildOptions {
  only?: string[];
  log?: (line: string) => void;
  install?: () => Promise<void>;
}

/** Builds what is out of date. */
export function build(options?: BuildOptions): Promise<void>;

/** Path of a program that the demo builds for itself: `gateway`, `prometheus` or `backfill`. */
export function program(name: string): string;

/** File name of the plugin's binary on this machine. */
export const pluginBinary: string;
