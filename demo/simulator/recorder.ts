/** Writes what scrapes at a fixed step would have seen, in the line format that VictoriaMetrics imports. */
import type { Deployment } from './deployment';
import type { Labels, Series } from './series';
import type { Simulation } from './simulation';

export interface RecorderOptions {
  /** Labels that the scraper adds to every series, such as `job` and `instance`. With them comes the series `up`. */
  scrapeLabels?: Labels;
  /** Writes bounds of buckets as the endpoint does ("1"), not as Prometheus 3 stores them ("1.0"). */
  plainBounds?: boolean;
}

/** A stretch without a gap of one series, as far as it isn't written yet. */
interface Run {
  metric: string;
  epoch: number;
  /** Index of its first sample among the times since the last flush. */
  first: number;
  values: number[];
  /** The value in the last step before the flush, if there was one. */
  last?: number;
}

/** Takes samples and gives lines. Call `sample` once a step and `flush` now and then; memory is what lies between. */
export class Recorder {
  private times: number[] = [];
  private runs: Array<Run | undefined> = [];
  private lines: string[] = [];
  private up: Run | undefined;
  private timesText = '';

  constructor(
    private readonly simulation: Simulation,
    private readonly options: RecorderOptions = {}
  ) {}

  /** Scrapes now. */
  sample(): void {
    const index = this.times.push(this.simulation.now) - 1;
    const { scrapeLabels } = this.options;
    if (scrapeLabels !== undefined) {
      this.up ??= { metric: JSON.stringify({ __name__: 'up', ...scrapeLabels }), epoch: 0, first: index, values: [] };
      this.up.values.push(this.simulation.exportState === 'gone' ? 0 : 1);
    }
    if (this.simulation.exportState === 'gone') {
      return;
    }
    if (this.simulation.exportState === 'frozen') {
      this.repeat(index);
      return;
    }
    this.simulation.each((series, deployment) => {
      let run = this.runs[series.id];
      if (run === undefined || run.epoch !== deployment.epoch || run.first + run.values.length !== index) {
        if (run !== undefined) {
          this.write(run);
        }
        const known =
          run !== undefined && run.epoch === deployment.epoch ? run.metric : this.metric(series, deployment);
        run = { metric: known, epoch: deployment.epoch, first: index, values: [] };
        this.runs[series.id] = run;
      }
      run.values.push(series.value);
    });
  }

  /** Gives the lines of what was taken since the last call. */
  flush(): string {
    this.timesText = this.times.join(',');
    const next = this.times.length;
    for (const run of [this.up, ...this.runs]) {
      if (run !== undefined) {
        this.write(run);
        // A run goes on after the flush if it had a sample in the last step; its values must be kept for a frozen endpoint.
        const goesOn = run.first + run.values.length === next;
        run.last = goesOn ? run.values.at(-1) : undefined;
        run.values = [];
        run.first = goesOn ? 0 : -1;
      }
    }
    const text = this.lines.length === 0 ? '' : this.lines.join('\n') + '\n';
    this.lines = [];
    this.times = [];
    this.timesText = '';
    return text;
  }

  /** The endpoint is frozen: every series that was there in the last step has its value again. */
  private repeat(index: number): void {
    for (const run of this.runs) {
      if (run !== undefined && run.first + run.values.length === index) {
        const value = run.values.at(-1) ?? run.last;
        if (value !== undefined) {
          run.values.push(value);
        }
      }
    }
  }

  private write(run: Run): void {
    if (run.values.length === 0) {
      return;
    }
    const whole = run.values.length === this.times.length && this.timesText !== '';
    const times = whole ? this.timesText : this.times.slice(run.first, run.first + run.values.length).join(',');
    this.lines.push(`{"metric":${run.metric},"values":[${run.values.join(',')}],"timestamps":[${times}]}`);
  }

  private metric(series: Series, deployment: Deployment): string {
    const { le, ...own } = series.own;
    const bound = le === undefined ? {} : { le: this.options.plainBounds && le !== '+Inf' ? String(Number(le)) : le };
    return JSON.stringify({
      __name__: series.name,
      ...deployment.labels(),
      ...own,
      ...bound,
      ...this.options.scrapeLabels,
    });
  }
}
