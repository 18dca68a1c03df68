/** Where an installed Grafana is: the one of GRAFANA_HOME or of the PATH; undefined when there is none. */
export function locateGrafana(env?: NodeJS.ProcessEnv): { program: string; args: string[] } | undefined;

/** The environment of an installed Grafana that has this plugin, as it is built, and keeps all that it writes below `data`. */
export function environmentOf(options: {
  port: number;
  data: string;
  logs?: string;
  who?: 'anybody' | 'signIn';
}): Record<string, string>;

/** A Grafana that a stack can start. */
export interface Grafana {
  start: (start: (options: object) => object, where: object) => object;
}

/** The Grafana of GRAFANA_HOME or of the PATH, for a stack; undefined when there is none. */
export function findGrafana(env?: NodeJS.ProcessEnv, who?: 'anybody' | 'signIn'): Grafana | undefined;
