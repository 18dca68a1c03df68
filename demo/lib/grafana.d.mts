/** Where an installed Grafana is: the one of GRAFANA_HOME or of the PATH; undefined when there is none. */
export function locateGrafana(env?: NodeJS.ProcessEnv): { program: string; args: string[] } | undefined;

/** The environment of an installed Grafana that has this plugin, as it is built, and keeps all that it writes below `data`. */
export function environmentOf(options: {
  port: number;
  data: string;
  logs?: string;
  who?: 'anybody' | 'signIn';
}): Record<string, string>;
