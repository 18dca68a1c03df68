import { type AnnotationQuery, type QueryEditorProps } from '@grafana/data';
import { type EditorSource } from '../source';
import { type BasetenOptions, type BasetenQuery } from '../types';

/** What Grafana hands to the editor of an annotation: that of a query, and the annotation where it knows it. */
export type AnnotationEditorProps = QueryEditorProps<EditorSource, BasetenQuery, BasetenOptions> & {
  annotation?: AnnotationQuery<BasetenQuery>;
  onAnnotationChange?: (annotation: AnnotationQuery<BasetenQuery>) => void;
};
