import { LoadingPlaceholder } from '@grafana/ui';
import { Suspense } from 'react';
import { lazily } from '../lazily';
import { type AnnotationEditorProps } from './props';

/** Dashboards that only show annotations never load the editor. */
const Editor = lazily(async () => (await import('./AnnotationEditor')).AnnotationEditor);

export function AnnotationEditor(props: AnnotationEditorProps) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading the annotation editor…" />}>
      <Editor {...props} />
    </Suspense>
  );
}
