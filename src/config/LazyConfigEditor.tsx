import { LoadingPlaceholder } from '@grafana/ui';
import { Suspense } from 'react';
import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { lazily } from '../lazily';
import { type BasetenOptions, type BasetenSecureOptions } from '../types';

/** Only people who set up the data source need it. */
const Editor = lazily(async () => (await import('./ConfigEditor')).ConfigEditor);

export function ConfigEditor(props: DataSourcePluginOptionsEditorProps<BasetenOptions, BasetenSecureOptions>) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading the settings…" />}>
      <Editor {...props} />
    </Suspense>
  );
}
