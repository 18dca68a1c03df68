/** Series as the export endpoint holds them: a name, labels and a present value. */
import type { Split } from './distribution';
import { families, type FamilyName } from './families';

export type Labels = Readonly<Record<string, string>>;

const noLabels: Labels = {};
const interned = new Map<string, Labels>();

/** The labels that a series has of its own; equal ones give the same object. */
export function ownLabels(labels: Record<string, string>): Labels {
  let key = '';
  for (const [name, value] of Object.entries(labels)) {
    key += `${name}\0${value}\0`;
  }
  let known = interned.get(key);
  if (known === undefined) {
    known = labels;
    interned.set(key, known);
  }
  return known;
}

/** One exported series. Its labels are its own; those of the deployment are added when it is written. */
export interface Series {
  /** Small and unique within a simulation, so that others can keep arrays about series. */
  readonly id: number;
  readonly family: FamilyName;
  /** The exported name: that of the family, or with `_bucket`, `_sum` or `_count`. */
  readonly name: string;
  readonly own: Labels;
  value: number;
}

/** A group of series that appear and vanish together: those of a deployment, or of one of its replicas. */
export class SeriesGroup {
  readonly all: Series[] = [];
  private readonly known = new Map<Labels, Map<FamilyName, Series>>();
  private readonly histograms = new Map<Labels, Map<FamilyName, Histogram>>();

  /** `nextId` is shared by all groups of a simulation. `common` are labels of each series of the group. */
  constructor(
    private readonly nextId: () => number,
    private readonly common: Labels = noLabels
  ) {}

  /**
   * The counter or gauge with these labels; it is created, and exported from then on, when first asked for.
   * @param own an object from `ownLabels`: equal labels have to be the same object, which saves comparing them
   */
  one(family: FamilyName, own: Labels = noLabels): Series {
    let ofLabels = this.known.get(own);
    if (ofLabels === undefined) {
      ofLabels = new Map();
      this.known.set(own, ofLabels);
    }
    let series = ofLabels.get(family);
    if (series === undefined) {
      series = this.create(family, family, own);
      ofLabels.set(family, series);
    }
    return series;
  }

  /** Adds to a counter. */
  add(family: FamilyName, amount: number, own: Labels = noLabels): void {
    const series = this.one(family, own);
    series.value = round(series.value + amount);
  }

  /** Sets a gauge. */
  set(family: FamilyName, value: number, own: Labels = noLabels): void {
    this.one(family, own).value = round(value);
  }

  /** Adds values to a histogram. */
  observe(family: FamilyName, values: Split, own: Labels = noLabels): void {
    let ofLabels = this.histograms.get(own);
    if (ofLabels === undefined) {
      ofLabels = new Map();
      this.histograms.set(own, ofLabels);
    }
    let histogram = ofLabels.get(family);
    if (histogram === undefined) {
      histogram = new Histogram(
        families[family].bounds.map((bound) =>
          this.create(family, `${family}_bucket`, { ...own, le: formatBound(bound) })
        ),
        this.create(family, `${family}_bucket`, { ...own, le: '+Inf' }),
        this.create(family, `${family}_sum`, own),
        this.create(family, `${family}_count`, own)
      );
      ofLabels.set(family, histogram);
    }
    histogram.add(values);
  }

  /** Sets every counter and histogram back to zero, as when the process that counts starts anew. */
  reset(): void {
    for (const series of this.all) {
      if (families[series.family].type !== 'gauge') {
        series.value = 0;
      }
    }
  }

  private create(family: FamilyName, name: string, own: Labels): Series {
    const series: Series = { id: this.nextId(), family, name, own: { ...this.common, ...own }, value: 0 };
    this.all.push(series);
    return series;
  }
}

class Histogram {
  constructor(
    private readonly buckets: Series[],
    private readonly infinite: Series,
    private readonly sum: Series,
    private readonly count: Series
  ) {}

  add({ counts, sum }: Split): void {
    let total = 0;
    counts.forEach((count, i) => {
      total += count;
      (this.buckets[i] ?? this.infinite).value += total;
    });
    this.count.value += total;
    this.sum.value = round(this.sum.value + sum);
  }
}

/** Values are kept to a millionth: enough for any use, and they are short as text. */
export function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** A bucket bound as Prometheus 3 stores it, whatever the endpoint wrote: always a float, with an exponent from 1e6 on. */
export function formatBound(bound: number): string {
  if (bound >= 1e6) {
    const [digits = '', exponent = ''] = bound.toExponential().split('e+');
    return `${digits}e+${exponent.padStart(2, '0')}`;
  }
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}
