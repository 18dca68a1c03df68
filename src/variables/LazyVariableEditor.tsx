import { type QueryEditorProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { Suspense } from 'react';
import { type DataSource } from '../datasource';
import { lazily } from '../lazily';
import { type BasetenOptions, type BasetenQuery } from '../types';
import { type VariableQuery } from './support';

/** Dashboards that only show panels never load the editor. */
const Editor = lazily(async () => (await import('./VariableEditor')).VariableEditor);

export function VariableEditor(props: QueryEditorProps<DataSource, BasetenQuery, BasetenOptions, VariableQuery>) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading the variable editor…" />}>
      <Editor {...props} />
    </Suspense>
  );
}
