/** Shapes of the alert rules: what is asked, when it fires, and what a person is told. */
import type { QueryModel } from '../translator';
import type { PinnedPanel } from './pinned';
import type { Text, Told } from './texts';

/** A number: the result of a query by its letter, a constant, or both combined. */
export type Term = number | { ref: string } | { op: '+' | '-' | '*'; left: Term; right: Term };

export interface Comparison {
  left: Term;
  op: '>' | '>=' | '<' | '<=' | '==';
  right: Term;
}

/** What the rule does where the query gives no series at all. */
export type NoData = 'KeepLast' | 'OK';

/** How often a rule may be evaluated. */
export type Interval = '1m' | '2m' | '15m' | '1h';

export interface Rule {
  /** Part of the uid; never changes, since Grafana finds the rule by it. */
  id: string;
  title: string;
  severity: 'page' | 'ticket' | 'none';
  /** The promise that is broken while it fires, to group alerts by; none for what breaks no promise to a caller. */
  slo?: 'availability' | 'latency';
  /** Builder queries by letter. They get the rule's `groupBy` and filters, unless they have a `groupBy` of their own. */
  queries: Record<string, QueryModel>;
  /**
   * Queries by letter that only the texts are made of: the worst code or deployment, one series for each model. The condition
   * never reads them. They get the rule's filters, and group by what they say.
   */
  tells?: Record<string, QueryModel>;
  /**
   * Letters of queries that are asked for every model, since written with the models' names they are longer than servers
   * take. The first comparison selects: each model that has a value there must have one here too, or Grafana would join
   * it with another one's.
   */
  ofAllModels?: readonly string[];
  /** All of these must hold for the same model. */
  when: Comparison[];
  /** Or all of these. */
  or?: Comparison[];
  /** And, whichever of both holds, all of these. */
  besides?: Comparison[];
  /** How often it is evaluated, where that is not as often as its severity asks for. */
  interval?: Interval;
  /** How long the condition must hold, a Prometheus duration. */
  for: string;
  noData: NoData;
  /** What the rule does where the query fails; keeps its last state where it is left out. */
  onError?: 'Alerting' | 'OK';
  /** How long it fires on where it doesn't hold any more; five minutes where it is left out. */
  keep?: string;
  /** One line with labels and value, clause by clause: what is wrong. */
  summary: ReadonlyArray<Text | Told>;
  /** What it means and what to look at first, sentence by sentence. */
  description: readonly Text[];
  /** The panel that shows it. */
  panel: PinnedPanel;
  /** Labels of the alert; none for rules about the whole export. */
  groupBy: string[];
  /** True where a rule without labels looks at its own models only, instead of at everything that is exported. */
  ownModels?: boolean;
}

/** A rule for some of the models, its queries complete. */
export interface PlacedRule extends Rule {
  /** The id of the row that it comes from: rules for other models share it. */
  kind: string;
}
