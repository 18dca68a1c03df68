import { useEffect, useState } from 'react';
import { map, mergeMap, of } from 'rxjs';
import { CoreApp, type AnnotationEvent, type AnnotationQuery, type PanelData, type TimeRange } from '@grafana/data';
import { runQueries } from './runQueries';
import type { DemoDataSource } from './standins/dataSources';

/** What an annotation's query gave. */
export interface AnnotationResult {
  data?: PanelData;
  events: AnnotationEvent[];
}

/**
 * Runs an annotation as Grafana does: the plugin makes a query of what was saved, and events of the answer's frames.
 * @param version changes when the variables do
 */
export function useAnnotation(datasource: DemoDataSource, saved: AnnotationQuery, range: TimeRange, version: number) {
  const [result, setResult] = useState<AnnotationResult>();

  useEffect(() => {
    const { prepareAnnotation, prepareQuery, processEvents } = datasource.annotations ?? {};
    const annotation: AnnotationQuery = prepareAnnotation?.(saved) ?? saved;
    const query = prepareQuery?.(annotation);
    if (!query || !annotation.enable) {
      setResult({ events: [] });
      return;
    }
    const subscription = runQueries({
      datasource,
      queries: [{ ...query, refId: 'Anno' }],
      range,
      maxDataPoints: window.innerWidth,
      app: CoreApp.Dashboard,
      scopedVars: { __annotation: { text: annotation.name, value: annotation } },
    })
      .pipe(
        mergeMap((data) =>
          (processEvents?.(annotation, data.series) ?? of([])).pipe(map((events) => ({ data, events: events ?? [] })))
        )
      )
      .subscribe(setResult);
    return () => subscription.unsubscribe();
  }, [datasource, saved, range, version]);

  return result;
}
