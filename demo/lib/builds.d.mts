/** Path of a program that the demo builds for itself. */
export function program(name: string): string;
/** Builds what is out of date; see builds.mjs. */
export function build(options?: {
  only?: string[];
  log?: (line: string) => void;
  install?: () => Promise<void>;
}): Promise<void>;
