/** Marks and regions on the time axis, made of the series of an annotation's query. Times are milliseconds. */
import { type AnnotationEvent, type DataFrame, FieldType } from '@grafana/data';
import { type AnnotationKind } from './queries';

interface Series {
  labels: Record<string, string>;
  /** Numbers by time; a time without one is absent. */
  points: Map<number, number>;
}

/** From this step on the windows of two points hardly overlap: each one's restarts are its own. */
const APART_MS = 15 * 60_000;

function readSeries(frames: DataFrame[]): Series[] {
  return frames.flatMap((frame) => {
    const times: unknown[] = frame.fields.find(({ type }) => type === FieldType.time)?.values ?? [];
    return frame.fields
      .filter(({ type }) => type === FieldType.number)
      .map((field) => {
        const points = new Map<number, number>();
        times.forEach((time, i) => {
          const value: unknown = field.values[i];
          if (typeof time === 'number' && typeof value === 'number' && !Number.isNaN(value)) {
            points.set(time, value);
          }
        });
        return { labels: field.labels ?? {}, points };
      });
  });
}

/** Every time at which some series has a point: at others the server has nothing, which says nothing of one series. */
function timeline(series: Series[]): number[] {
  return [...new Set(series.flatMap(({ points }) => [...points.keys()]))].sort((a, b) => a - b);
}

/** The smallest distance of two points. */
function stepOf(times: number[]): number {
  const steps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  return steps.reduce((least, step) => Math.min(least, step), Infinity);
}

function tags(labels: Record<string, string>): string[] {
  return Object.entries(labels)
    .filter(([label, value]) => value !== '' && label !== '__name__')
    .map(([, value]) => value);
}

function name(labels: Record<string, string>): string {
  return labels.model_name || labels.deployment_id || tags(labels).join(', ') || 'all models';
}

function counted(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}

/** Stretches of a series above 0; a gap of more than one step ends one. */
function regions(
  { labels, points }: Series,
  step: number,
  describe: (labels: Record<string, string>) => Partial<AnnotationEvent>
) {
  const events: AnnotationEvent[] = [];
  let open: AnnotationEvent | undefined;
  const above = [...points].filter(([, value]) => value > 0).sort(([a], [b]) => a - b);
  for (const [time] of above) {
    if (open?.timeEnd !== undefined && time - open.timeEnd <= step) {
      open.timeEnd = time;
    } else {
      open = { time, timeEnd: time, tags: tags(labels), ...describe(labels) };
      events.push(open);
    }
  }
  return events.map((event) => ({ ...event, isRegion: event.timeEnd !== event.time }));
}

/**
 * Changes of the number of replicas. A series that is absent while others are there counts as 0, since Baseten leaves
 * the series out while a model is scaled to zero.
 */
function scaling({ labels, points }: Series, times: number[]): AnnotationEvent[] {
  return times.flatMap((time, i) => {
    const before = times[i - 1];
    const from = before === undefined ? undefined : (points.get(before) ?? 0);
    const to = points.get(time) ?? 0;
    return from === undefined || from === to
      ? []
      : [
          {
            time,
            title: `${name(labels)} scaled ${to > from ? 'up' : 'down'}`,
            text: `${from} → ${counted(to, 'replica')}`,
            tags: tags(labels),
          },
        ];
  });
}

function restarts({ labels, points }: Series, times: number[], step: number): AnnotationEvent[] {
  return times.flatMap((time, i) => {
    const before = times[i - 1];
    const value = points.get(time) ?? 0;
    // What stands at the first point may have happened long before it.
    const rise = before === undefined ? 0 : value - (step >= APART_MS ? 0 : (points.get(before) ?? 0));
    const n = Math.round(rise);
    return n <= 0
      ? []
      : [{ time, title: `${name(labels)} restarted`, text: counted(n, 'restart'), tags: tags(labels) }];
  });
}

/** The events of an annotation. A query of no ready kind is a region wherever a series is above 0. */
export function toEvents(kind: AnnotationKind | undefined, frames: DataFrame[]): AnnotationEvent[] {
  const series = readSeries(frames);
  const times = timeline(series);
  const step = stepOf(times);
  const events = series.flatMap((one) => {
    switch (kind) {
      case 'rollouts':
        return regions(one, step, (labels) => ({
          title: `Rollout of ${name(labels)}`,
          text: labels.deployment_id
            ? `Deployment ${labels.deployment_id} is being promoted`
            : 'A deployment is being promoted',
        }));
      case 'scaling':
        return scaling(one, times);
      case 'restarts':
        return restarts(one, times, step);
      default:
        return regions(one, step, (labels) => ({ title: name(labels), text: tags(labels).join(', ') }));
    }
  });
  return events.sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
}
