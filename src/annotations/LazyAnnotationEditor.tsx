import { type AnnotationQuery, type QueryEditorProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { Suspense } from 'react';
import { type DataSource } from '../datasource';
import { lazily } from '../lazily';
import { type BasetenOptions, type BasetenQuery } from '../types';

export type AnnotationEditorProps = QueryEditorProps<DataSource, BasetenQuery, BasetenOptions> & {
  annotation?: AnnotationQuery<BasetenQuery>;
  onAnnotationChange?: (annotation: AnnotationQuery<BasetenQuery>) => void;
};

/** Dashboards that only show annotations never load the editor. */
const Editor = lazily(async () => (await import('./AnnotationEditor')).AnnotationEditor);

export function AnnotationEditor(props: AnnotationEditorProps) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading the annotation editor…" />}>
      <Editor {...props} />
    </Suspense>
  );
}
