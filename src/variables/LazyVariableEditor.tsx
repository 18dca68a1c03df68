import { LoadingPlaceholder } from '@grafana/ui';
import { Suspense } from 'react';
import { lazily } from '../lazily';
import { type VariableEditorProps } from './props';

/** Dashboards that only show panels never load the editor. */
const Editor = lazily(async () => (await import('./VariableEditor')).VariableEditor);

export function VariableEditor(props: VariableEditorProps) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading the variable editor…" />}>
      <Editor {...props} />
    </Suspense>
  );
}
