export interface ServiceOptions {
  name: string;
  command: string;
  args: string[];
  /** File that what it prints on standard error goes to. */
  log: string;
  env?: Record<string, string>;
  cwd?: string;
  /** Standard output goes to the log as well; `ready` can't read it then. */
  keepOutput?: boolean;
}

/** A process that runs until it is stopped. */
export class Service {
  constructor(options: ServiceOptions);
  readonly pid: number | undefined;
  /** How it ended. */
  readonly ended: Promise<string>;
  ready(timeout?: number): Promise<{ url: string; pid?: number }>;
  answers(url: string, timeout?: number): Promise<void>;
  stop(): Promise<void>;
  lastOutput(): string;
}

/** The project's folder. */
export const root: string;

/** A loopback port that nobody listens on. */
export function freePort(): Promise<number>;

/** Command line of a process, or undefined when it doesn't run. */
export function commandOf(pid: number): string | undefined;
