/** Makes a history with its truth. */
import type { FamilyName } from './families';
import { Recorder, type RecorderOptions } from './recorder';
import type { Scenario } from './scenario';
import { Simulation } from './simulation';
import { Truth } from './truth';

export { families, type FamilyName } from './families';
export { models, type ModelSpec } from './models';
export { calmScenario, demoScenario, replayScenario, type Scenario } from './scenario';
export { Simulation } from './simulation';
export { Truth, type DeploymentState, type Incident } from './truth';
export type { Ended } from './world';

export interface SimulateOptions extends RecorderOptions {
  seed: string;
  /** Milliseconds. The simulation starts at `from`, so everything is empty then. */
  from: number;
  to: number;
  /** Seconds between scrapes. */
  stepSeconds?: number;
  scenario: Scenario;
  /** Families to leave out, which makes it faster and changes nothing in the others. */
  without?: readonly FamilyName[];
  /** What the truth keeps besides the incidents: much memory for long histories. */
  keep?: { ended?: boolean; states?: boolean };
}

export interface Simulated {
  /** Lines of history in pieces; they are made while one iterates, once. */
  lines: Iterable<string>;
  /** Whole when all lines were taken. */
  truth: Truth;
}

/** Steps in a piece of history. */
const piece = 120;

/** Prepares a history. Nothing is simulated before the lines are iterated. */
export function simulate(options: SimulateOptions): Simulated {
  const { seed, from, to, stepSeconds = 60, scenario, without, keep = {} } = options;
  const truth = new Truth(scenario.events.filter(({ start, end }) => end > from && start < to));
  const simulation = new Simulation({
    seed,
    start: from,
    scenario,
    without,
    ...(keep.ended ? { onEnded: (ended) => truth.ended.push(ended) } : {}),
  });
  const recorder = new Recorder(simulation, options);
  function* lines(): Generator<string> {
    let steps = 0;
    for (let time = simulation.now + stepSeconds * 1000; time <= to; time += stepSeconds * 1000) {
      simulation.advanceTo(time);
      recorder.sample();
      if (keep.states) {
        truth.note(simulation);
      }
      if (++steps % piece === 0) {
        yield recorder.flush();
      }
    }
    yield recorder.flush();
  }
  return { lines: lines(), truth };
}
