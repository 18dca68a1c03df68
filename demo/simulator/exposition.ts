/**
 * The text that Prometheus scrapes. prom-client writes this format too, but only of metrics that it counts itself: its
 * histograms can't be given a state, nor its counters one that resets in part. The format is three lines of escaping.
 */
import type { Deployment } from './deployment';
import { families, type FamilyName } from './families';
import type { Series } from './series';
import type { Simulation } from './simulation';

/** All series of the simulation as they are now, grouped by family with TYPE and HELP. */
export function exposition(simulation: Simulation): string {
  const byFamily = new Map<FamilyName, string[]>();
  simulation.each((series, deployment) => {
    let lines = byFamily.get(series.family);
    if (lines === undefined) {
      lines = [];
      byFamily.set(series.family, lines);
    }
    lines.push(`${series.name}{${labelText(series, deployment)}} ${series.value}`);
  });
  return [...byFamily]
    .map(([name, lines]) => {
      const { help, type } = families[name];
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`;
    })
    .join('');
}

function labelText(series: Series, deployment: Deployment): string {
  return Object.entries({ ...deployment.labels(), ...series.own })
    .map(([name, value]) => `${name}="${escapeValue(value)}"`)
    .join(',');
}

function escapeValue(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
