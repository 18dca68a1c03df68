import type { Grafana } from './grafana.mjs';

/** A running stack: where its parts are, and how to stop it. */
export interface Stack {
  /** Of the page or of Grafana; undefined when no host was asked for. */
  url?: string;
  /** Of the Grafana that is served below a path. */
  belowUrl?: string;
  prometheusUrl: string;
  simulatorUrl: string;
  stop: () => Promise<void>;
}

export interface StackOptions {
  /** Folder for data, configuration and logs. */
  dir: string;
  ports?: { page?: number; prometheus?: number; simulator?: number };
  /** Length of the history; 24 when not set. */
  hours?: number;
  /** A day with an incident of each kind, or one on which nothing happens. */
  scenario?: 'demo' | 'calm';
  log?: (line: string) => void;
  onCrash?: (name: string, why: string) => void;
  host?: 'page' | 'grafana' | 'none';
  /** The installed Grafana, for the host of that name. */
  grafana?: Grafana;
}

/** The key that the simulated export asks for. */
export const demoKey: string;

/** Starts the simulated export, Prometheus with its history, and the page. */
export function startStack(options: StackOptions): Promise<Stack>;
