/** The rules of a document as Grafana's provisioning API takes them, for one data source. */
import { objectivesHash, type ObjectivesDocument } from '../../objectives';
import { grafanaRules } from '../../rules/grafana';
import { RULE_DATASOURCE } from '../../rules/plugin';
import { allRules } from '../../rules/variants';
import { parseDuration } from '../../translator';
import { folderTitleOf, folderUidOf, uidOf } from './names';

export interface RuleQuery {
  refId: string;
  relativeTimeRange: { from: number; to: number };
  datasourceUid: string;
  model: Readonly<Record<string, unknown>>;
}

/** A rule as `PUT …/rule-groups/:group` takes it. Durations are Prometheus durations. */
export interface WantedRule {
  uid: string;
  title: string;
  condition: string;
  data: RuleQuery[];
  for: string;
  keep_firing_for: string;
  noDataState: string;
  execErrState: string;
  missingSeriesEvalsToResolve: number;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface WantedGroup {
  title: string;
  /** Seconds between two evaluations. */
  interval: number;
  rules: WantedRule[];
}

export interface Wanted {
  datasourceUid: string;
  folder: { uid: string; title: string };
  groups: WantedGroup[];
  /** Of the document that the rules are made of. */
  hash: string;
}

/** Seconds of a Prometheus duration such as `1h30m`, zero too; what is none is NaN. */
export function secondsOf(duration: string): number {
  return /^0$|^(?:0+(?:ms|[smhdwy]))+$/.test(duration) ? 0 : (parseDuration(duration) ?? NaN) / 1000;
}

/** Files have `$` expanded in titles, the API has not. */
const asItIs = (title: string) => title.replaceAll('$$', '$');

/**
 * Everything that is to be in Grafana.
 * @param name the data source's, for the folder's title
 */
export function wantedOf(document: ObjectivesDocument, datasourceUid: string, name: string): Wanted {
  const hash = objectivesHash(document);
  const { groups } = grafanaRules(allRules(document), hash);
  return {
    datasourceUid,
    hash,
    folder: { uid: folderUidOf(datasourceUid), title: folderTitleOf(name) },
    groups: groups
      .filter(({ rules }) => rules.length > 0)
      .map(({ name: title, interval, rules }) => ({
        title,
        interval: secondsOf(interval),
        rules: rules.map((rule) => ({
          uid: uidOf(datasourceUid, rule.uid.replace(/^baseten-/, '')),
          title: asItIs(rule.title),
          condition: rule.condition,
          data: rule.data.map((query) =>
            query.datasourceUid === RULE_DATASOURCE.uid
              ? {
                  ...query,
                  datasourceUid,
                  model: { ...query.model, datasource: { ...RULE_DATASOURCE, uid: datasourceUid } },
                }
              : query
          ),
          for: rule.for,
          keep_firing_for: rule.keepFiringFor,
          noDataState: rule.noDataState,
          execErrState: rule.execErrState,
          missingSeriesEvalsToResolve: rule.missing_series_evals_to_resolve,
          labels: rule.labels,
          annotations: rule.annotations,
        })),
      })),
  };
}
