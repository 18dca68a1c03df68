import { css } from '@emotion/css';
import { useState, type ComponentType } from 'react';
import type { DataSourcePluginOptionsEditorProps, DataSourceSettings, GrafanaTheme2 } from '@grafana/data';
import { isFetchError } from '@grafana/runtime';
import { Alert, Button, Field, Input, Stack, useStyles2 } from '@grafana/ui';
import type { AnyPlugin } from './loader';
import type { DemoDataSourceSrv } from './standins/dataSources';

interface Props {
  plugin: AnyPlugin;
  sources: DemoDataSourceSrv;
  /** Called after the data source was made anew. */
  onSaved: () => void;
}

interface TestResult {
  status: 'success' | 'error';
  message: string;
  verbose?: string;
}

/** The settings page of the data source: the plugin's own editor, with Grafana's name field and Save & test around it. */
export function SettingsView({ plugin, sources, onSaved }: Props) {
  const styles = useStyles2(getStyles);
  const [options, setOptions] = useState<DataSourceSettings>(sources.getSettings());
  const [testing, setTesting] = useState(false);
  const [result, setResult] = useState<TestResult>();
  const Editor: ComponentType<DataSourcePluginOptionsEditorProps> | undefined = plugin.components.ConfigEditor;

  const saveAndTest = async () => {
    setTesting(true);
    setResult(undefined);
    try {
      const datasource = await sources.save(options);
      setOptions(sources.getSettings());
      onSaved();
      setResult(readResult(await datasource.testDatasource()));
    } catch (error) {
      setResult(readFailure(error));
    } finally {
      setTesting(false);
    }
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void saveAndTest();
      }}
    >
      <Field label="Name" noMargin>
        <Input
          id="datasource-name"
          width={40}
          value={options.name}
          onChange={(event) => setOptions({ ...options, name: event.currentTarget.value })}
        />
      </Field>
      <div data-testid="plugin-editor">
        {Editor ? (
          <Editor options={options} onOptionsChange={(changed) => setOptions({ ...changed })} />
        ) : (
          <Alert title="The plugin has no settings editor." severity="warning" />
        )}
      </div>
      {result && (
        <Alert
          title={result.message}
          severity={result.status === 'success' ? 'success' : 'error'}
          data-testid="test-result"
        >
          {result.verbose && <pre className={styles.verbose}>{result.verbose}</pre>}
        </Alert>
      )}
      <Stack>
        <Button type="submit" disabled={testing}>
          {testing ? 'Testing…' : 'Save & test'}
        </Button>
      </Stack>
    </form>
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function readResult(answer: unknown): TestResult {
  const record = isRecord(answer) ? answer : {};
  const status = text(record['status'])?.toLowerCase();
  return {
    status: status === 'success' || status === 'ok' ? 'success' : 'error',
    message: text(record['message']) ?? 'The data source answered nothing that can be shown.',
    verbose: readVerbose(record['details']),
  };
}

function readVerbose(details: unknown): string | undefined {
  return isRecord(details) ? text(details['verboseMessage']) : undefined;
}

function readFailure(error: unknown): TestResult {
  if (isFetchError(error)) {
    const body: unknown = error.data;
    const words = isRecord(body) ? text(body['message']) : undefined;
    return { status: 'error', message: words ?? error.statusText ?? `HTTP status ${error.status}` };
  }
  if (error instanceof Error) {
    return {
      status: 'error',
      message: error.message,
      verbose: 'details' in error ? readVerbose(error.details) : undefined,
    };
  }
  return { status: 'error', message: String(error) };
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), maxWidth: 860 }),
  verbose: css({ whiteSpace: 'pre-wrap', margin: 0, background: 'transparent', border: 0, padding: 0 }),
});
