/** Look-ups that pickers make of the backend: one method a route. Times are milliseconds. */
import { type Filter, isRecord } from './translator';

/** What a look-up is narrowed by. Filters are literal: their variables are filled in before. */
export interface Scope {
  metric?: string;
  filters?: Filter[];
  from: number;
  to: number;
}

export interface Presence {
  id: string;
  present: boolean;
  /** How many series the server has; 0 where it has none or did not say. */
  series: number;
}

export interface ServerCatalog {
  metrics: Presence[];
  /** Why nothing is known, in words for people. */
  error?: string;
}

export interface LabelValues {
  values: string[];
  /** More exist than the limit let through. */
  truncated: boolean;
  /** Some series lack the label. */
  hasEmpty: boolean;
  /** What values that are ids stand for: "Llama 3.1 70B Instruct, production". */
  about?: Record<string, string>;
  /** What the look-up had to leave out, in the backend's words. */
  notice?: string;
}

export interface Metadata {
  type: string;
  help: string;
  unit: string;
}

/** How the data source reaches its backend; answers are of no known type until they are read. */
export interface Transport {
  get(path: string, params?: Record<string, string>): Promise<unknown>;
  post(path: string, body: object): Promise<unknown>;
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Long enough for a picker that is opened twice, short enough to notice a new metric. */
const CATALOG_AGE_MS = 60_000;

export class Lookups {
  private catalogAnswer: { at: number; answer: Promise<ServerCatalog> } | undefined;

  constructor(private readonly transport: Transport) {}

  /** Which catalog entries the server has. Kept for a minute, a failure not at all. Rejects where the backend can't be asked. */
  catalog(): Promise<ServerCatalog> {
    const now = Date.now();
    if (!this.catalogAnswer || now - this.catalogAnswer.at > CATALOG_AGE_MS) {
      const answer = this.transport.get('catalog').then((body) => {
        const { metrics, error } = record(body);
        return {
          metrics: (Array.isArray(metrics) ? metrics : []).filter(isRecord).map((item) => ({
            id: text(item.id),
            present: item.present === true,
            series: typeof item.series === 'number' ? item.series : 0,
          })),
          error: text(error) || undefined,
        };
      });
      const kept = { at: now, answer };
      this.catalogAnswer = kept;
      const forget = () => {
        if (this.catalogAnswer === kept) {
          this.catalogAnswer = undefined;
        }
      };
      answer.then((given) => given.error && forget(), forget);
    }
    return this.catalogAnswer.answer;
  }

  /** Names of the labels that the series in scope have. */
  async labels(scope: Scope): Promise<string[]> {
    return strings(record(await this.transport.post('labels', scope)).labels);
  }

  /** Values of a label, at most `limit`, those that contain `search`. The label's own filter does not narrow them. */
  async labelValues(scope: Scope & { label: string; search?: string; limit?: number }): Promise<LabelValues> {
    const body = record(await this.transport.post('label-values', scope));
    const about = Object.entries(record(body.about)).filter(
      (entry): entry is [string, string] => text(entry[1]) !== ''
    );
    const notice = text(body.notice);
    return {
      values: strings(body.values),
      truncated: body.truncated === true,
      hasEmpty: body.hasEmpty === true,
      ...(about.length > 0 ? { about: Object.fromEntries(about) } : {}),
      ...(notice === '' ? {} : { notice }),
    };
  }

  /** Finite bucket bounds of a histogram, ascending, in the metric's unit. */
  async buckets(scope: Scope & { metric: string }): Promise<number[]> {
    const { bounds } = record(await this.transport.post('buckets', scope));
    return Array.isArray(bounds) ? bounds.filter((bound): bound is number => typeof bound === 'number') : [];
  }

  /** What the server itself says of a metric. */
  async metadata(metric: string): Promise<Metadata> {
    const body = record(await this.transport.get('metadata', { metric }));
    return { type: text(body.type), help: text(body.help), unit: text(body.unit) };
  }
}
