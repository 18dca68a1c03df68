/** Shapes of the catalog: facts about the exported series and the measures made of them. Data, not code. */
import type { ParameterField } from '../contract/fields';
import type { Aggregation, Calculation } from '../contract/query';

type SeriesGroup = 'Traffic' | 'Latency' | 'Replicas' | 'CPU and memory' | 'GPU' | 'Async' | 'LLM engine';

export type MetricGroup = SeriesGroup | 'Measures';

export type SeriesType = 'counter' | 'histogram' | 'gauge';

/** What series entries and measures have in common. */
export interface CatalogEntry {
  /** A series name (without `_bucket`, `_sum`, `_count`), or a measure's id. */
  id: string;
  title: string;
  group: MetricGroup;
  /** One or two sentences for people: what it is, and what to know before trusting it. */
  description: string;
  /** Grafana unit id of the plain value. */
  unit: string;
  /** Labels that every series has. */
  labels: string[];
  /** Labels that may be empty on a series. */
  optionalLabels: string[];
  /** The first is the default. */
  calculations: Calculation[];
  /** The first is the default; empty where the entry fixes it. */
  aggregations: Aggregation[];
}

/** One exported series. */
export interface SeriesEntry extends CatalogEntry {
  kind: 'series';
  type: SeriesType;
  origin: 'matrix' | 'current docs';
  /** True where the label set isn't published: labels are discovered from the server. */
  discoverLabels: boolean;
  /** Grafana unit id of its rate per second; for histograms of the rate of its observations. Gauges have none. */
  rateUnit?: string;
  /** Names of results where "title, calculation" would read badly: the rate of CPU time is cores. */
  titles?: Partial<Record<Calculation, string>>;
  note?: string;
  /** What a gauge is documented to lie in, in its own unit. Samples outside are no measurements and are left out. */
  validRange?: ValidRange;
}

export interface ValidRange {
  min: number;
  max: number;
}

/** A number made of exported series; its only calculation is `value`. */
export interface MeasureEntry extends CatalogEntry {
  kind: 'measure';
  /** Ids of the series entries that it reads. A filter goes to those that have its label. */
  operands: string[];
  /** Fields of the query that change it, beside filters, grouping and offset. */
  parameters: ParameterField[];
  /** What a query means that leaves a parameter out; the others have the defaults of every query. */
  defaults: MeasureDefaults;
  /** Labels that the measure can't be grouped by, each with the reason, where that is not that an operand lacks them. */
  notGroupable: Map<string, string>;
}

export interface MeasureDefaults {
  /** A duration or macro, for panels; `instantWindow` where an instant query has another. */
  window?: string;
  instantWindow?: string;
  threshold?: number;
}

export type Entry = SeriesEntry | MeasureEntry;
