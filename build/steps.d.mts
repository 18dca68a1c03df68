/** Path of a program that the demo builds for itself. */
export function program(name: string): string;
/** File name under which Grafana looks for the plugin's binary on this machine. */
export const pluginBinary: string;
/** Builds what is out of date; see steps.mjs. */
export function build(options?: {
  only?: string[];
  log?: (line: string) => void;
  install?: () => Promise<void>;
}): Promise<void>;
