/** What becomes of an answer on its way from the backend to a panel or to Explore. */
import { CoreApp, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { config } from '@grafana/runtime';
import { concatMap, from, map, type Observable } from 'rxjs';
import { colored, type ModelNamesKept } from '../colors/models';
import { type BasetenQuery } from '../types';
import { unpacked } from './rows';
import { unanswered } from './unanswered';

/** Panels that draw nothing without a time. */
const DRAWS_TIMES = new Set(['timeseries', 'barchart', 'state-timeline', 'status-history', 'heatmap']);

/** An answer as Explore shows it best. Dashboards never load what that takes. */
async function tabled(answer: DataQueryResponse): Promise<DataQueryResponse> {
  try {
    return (await import('../explore/tables')).withTables(answer);
  } catch {
    // Without the tables' file there is still the graph.
    return answer;
  }
}

/** The answers to a request as what asked for them draws them best. */
export function drawable(
  answers: Observable<DataQueryResponse>,
  { app, panelPluginId: kind, range }: DataQueryRequest<BasetenQuery>,
  models: ModelNamesKept
): Observable<DataQueryResponse> {
  const at = kind && DRAWS_TIMES.has(kind) ? range.to.valueOf() : undefined;
  const answer = answers.pipe(map((response) => unanswered(unpacked(response, at), kind)));
  const isExplore = app === String(CoreApp.Explore);
  if (!isExplore && kind !== 'timeseries') {
    return answer;
  }
  // Asked beside the query, so that nobody waits for one after the other.
  const names = models.names();
  const lines = answer.pipe(
    concatMap((response) => from(names).pipe(map((all) => colored(response, all, config.theme2.isDark))))
  );
  return isExplore ? lines.pipe(concatMap(tabled)) : lines;
}
