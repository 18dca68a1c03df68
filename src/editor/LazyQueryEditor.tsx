import { LoadingPlaceholder } from '@grafana/ui';
import { Suspense } from 'react';
import { type QueryEditorProps } from '@grafana/data';
import { lazily } from '../lazily';
import { type EditorSource } from '../source';
import { type BasetenOptions, type BasetenQuery } from '../types';

/** Dashboards that only show panels never load the editor. */
const Editor = lazily(async () => (await import('./QueryEditor')).QueryEditor);

export function QueryEditor(props: QueryEditorProps<EditorSource, BasetenQuery, BasetenOptions>) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading the query editor…" />}>
      <Editor {...props} />
    </Suspense>
  );
}
