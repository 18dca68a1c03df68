/** Marks and regions on the time axis, made of the series of an annotation's query. Times are milliseconds. */
import { type AnnotationEvent, type DataFrame, FieldType } from '@grafana/data';
import { type AnnotationKind } from './queries';

interface Series {
  labels: Record<string, string>;
  /** Numbers by time; a time without one is absent. */
  points: Map<number, number>;
}

const DEFAULT_SCRAPE_MS = 60_000;
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

/** How long there has to be no sample, or no change, until the measures of the export say so. */
const UNTIL_GONE_MS = 3 * 60_000;
const UNTIL_FROZEN_MS = 6 * 60_000;

/** Stretches without samples, from the last one on. */
function gaps(series: Series, step: number): AnnotationEvent[] {
  return regions(series, step, () => ({
    title: 'No samples arrived',
    text: 'Baseten’s export was not scraped. At both ends rates see a part of their window only: that they fall is no loss of traffic.',
    tags: ['gap'],
  })).map((event) => ({ ...event, time: (event.time ?? 0) - UNTIL_GONE_MS, isRegion: true }));
}

/**
 * Stretches of old values, from the last true one on; and behind each the time in which rates hold all that was counted
 * meanwhile: the first true scrape and a window of the usual length.
 */
function frozen(series: Series, times: number[], step: number, scrapeMs: number): AnnotationEvent[] {
  const still = regions(series, step, () => ({
    title: 'Old values',
    text: 'Baseten’s export repeated old values: nothing here is true.',
    tags: ['frozen'],
  })).map((event) => ({ ...event, time: (event.time ?? 0) - UNTIL_FROZEN_MS, isRegion: true }));
  const window = Math.max(4 * scrapeMs, (Number.isFinite(step) ? step : 0) + scrapeMs);
  const last = times.at(-1) ?? 0;
  return still.flatMap((event) => {
    const end = event.timeEnd ?? event.time;
    const after: AnnotationEvent = {
      time: end,
      timeEnd: end + scrapeMs + window,
      isRegion: true,
      title: 'Catching up',
      text: 'What was counted while old values were repeated arrives at once: rates are too high here, and nobody sent more.',
      tags: ['frozen'],
    };
    // At the end of the range it may go on.
    return end < last ? [event, after] : [event];
  });
}

/** The events of an annotation. A query of no ready kind is a region wherever a series is above 0. `scrapeMs` is the time between scrapes. */
export function toEvents(
  kind: AnnotationKind | undefined,
  frames: DataFrame[],
  scrapeMs = DEFAULT_SCRAPE_MS
): AnnotationEvent[] {
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
      case 'gaps':
        return gaps(one, step);
      case 'frozen':
        return frozen(one, times, step, scrapeMs);
      default:
        return regions(one, step, (labels) => ({ title: name(labels), text: tags(labels).join(', ') }));
    }
  });
  return events.sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
}
