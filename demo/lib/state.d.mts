/** The sentence that says that the demo runs already; undefined when it doesn't. */
export function runningComplaint(dir: string): string | undefined;

/** Ends what a crashed run left behind and forgets its data. Gives the names of the processes that it ended. */
export function clearUp(dir: string): Promise<string[]>;

/** Writes down who runs and what it started. */
export function remember(dir: string, services: { name: string; pid: number | undefined }[], url?: string): void;

/** Removes the record when all is stopped. */
export function forget(dir: string): void;
