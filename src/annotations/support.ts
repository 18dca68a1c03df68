/** How Grafana asks for annotations. */
import { type AnnotationQuery, type AnnotationSupport } from '@grafana/data';
import { of } from 'rxjs';
import { type BasetenQuery } from '../types';
import { toEvents } from './events';
import { AnnotationEditor } from './LazyAnnotationEditor';
import { isKind, toQuery } from './queries';

function kindOf(target: object | undefined) {
  return target && 'kind' in target && isKind(target.kind) ? target.kind : undefined;
}

/** @param scrapeMs the time between scrapes, in milliseconds */
export const annotationSupport = (scrapeMs: number): AnnotationSupport<BasetenQuery> => ({
  QueryEditor: AnnotationEditor,
  prepareAnnotation: (json: AnnotationQuery<BasetenQuery>) => json,
  prepareQuery: ({ target }) => {
    const kind = kindOf(target);
    return toQuery(target && { ...target, kind });
  },
  processEvents: ({ target }, data) => of(toEvents(kindOf(target), data, scrapeMs)),
});
