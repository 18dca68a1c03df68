import { type QueryEditorHelpProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { Suspense } from 'react';
import { lazily } from '../lazily';
import { type BasetenQuery } from '../types';

const Help = lazily(async () => (await import('./QueryHelp')).QueryHelp);

export function LazyQueryHelp(props: QueryEditorHelpProps<BasetenQuery>) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading the help…" />}>
      <Help {...props} />
    </Suspense>
  );
}
