/** The errors and warnings of a log in logfmt that concern the plugin, each once, without times. */
export function faults(log: string): string[];

/** Tells whether the text is Grafana's log at all. */
export function isLog(log: string): boolean;

/** The data source of the test that takes its server away. */
export const outageUid: string;
