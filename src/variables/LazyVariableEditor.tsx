import { LoadingPlaceholder } from '@grafana/ui';
import { Suspense } from 'react';
import { learn } from '../known';
import { lazily } from '../lazily';
import { type VariableEditorProps } from './props';

/** Dashboards that only show panels never load the editor. Texts of other data sources are read with the catalog. */
const Editor = lazily(async () => {
  const [editor] = await Promise.all([import('./VariableEditor'), learn()]);
  return editor.VariableEditor;
});

export function VariableEditor(props: VariableEditorProps) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading the variable editor…" />}>
      <Editor {...props} />
    </Suspense>
  );
}
