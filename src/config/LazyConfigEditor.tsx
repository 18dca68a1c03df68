import { LoadingPlaceholder } from '@grafana/ui';
import { Suspense } from 'react';
import { lazily } from '../lazily';
import { type ConfigProps } from './props';

/** Only people who set up the data source need it. */
const Editor = lazily(async () => (await import('./ConfigEditor')).ConfigEditor);

export function ConfigEditor(props: ConfigProps) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading the settings…" />}>
      <Editor {...props} />
    </Suspense>
  );
}
