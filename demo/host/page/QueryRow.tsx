import { css } from '@emotion/css';
import { type ComponentType, useMemo } from 'react';
import {
  CoreApp,
  type GrafanaTheme2,
  type PanelData,
  type QueryEditorProps,
  type QueryResultMetaNotice,
  type TimeRange,
} from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { Alert, ClipboardButton, IconButton, Stack, useStyles2 } from '@grafana/ui';
import { dataOfQuery } from './runQueries';
import type { DemoDataSource } from './standins/dataSources';

interface Props {
  datasource: DemoDataSource;
  query: DataQuery;
  queries: DataQuery[];
  range: TimeRange;
  data: PanelData | undefined;
  canRemove: boolean;
  onChange: (query: DataQuery) => void;
  onAdd: (query: DataQuery) => void;
  onRemove: () => void;
  onRunQuery: () => void;
}

/** One query: the plugin's editor, and under it this query's own error, notices and the PromQL that was run. */
export function QueryRow({ datasource, query, queries, range, data, canRemove, ...on }: Props) {
  const styles = useStyles2(getStyles);
  const own = useMemo(() => dataOfQuery(data, query.refId), [data, query.refId]);
  const Editor: ComponentType<QueryEditorProps<DemoDataSource, DataQuery>> | undefined =
    datasource.components?.QueryEditor;
  const error = own?.errors?.[0];
  const executed = own?.series.find((frame) => frame.meta?.executedQueryString)?.meta?.executedQueryString;

  return (
    <section className={styles.row} aria-label={`Query ${query.refId}`} data-testid={`query-${query.refId}`}>
      <header className={styles.header}>
        <span className={styles.refId}>{query.refId}</span>
        <span className={styles.name}>{datasource.name}</span>
        <span className={styles.grow} />
        <IconButton
          name={query.hide ? 'eye-slash' : 'eye'}
          tooltip={query.hide ? 'Show this query' : 'Hide this query'}
          onClick={() => {
            on.onChange({ ...query, hide: !query.hide });
            on.onRunQuery();
          }}
        />
        {canRemove && <IconButton name="trash-alt" tooltip="Remove this query" onClick={on.onRemove} />}
      </header>
      <div className={styles.body}>
        <div data-testid="plugin-editor">
          {Editor ? (
            <Editor
              datasource={datasource}
              query={query}
              queries={queries}
              range={range}
              data={own}
              app={CoreApp.Explore}
              onChange={on.onChange}
              onAddQuery={on.onAdd}
              onRunQuery={on.onRunQuery}
            />
          ) : (
            <Alert title="The plugin has no query editor." severity="warning" />
          )}
        </div>
        {error && (
          <Alert
            className={styles.alert}
            title={error.message ?? error.data?.message ?? 'The query failed.'}
            severity="error"
            data-testid="query-error"
          />
        )}
        {uniqueNotices(own).map((notice) => (
          <Alert
            key={notice.text}
            className={styles.alert}
            title={notice.text}
            severity={notice.severity === 'error' ? 'error' : notice.severity === 'warning' ? 'warning' : 'info'}
            data-testid="query-notice"
          />
        ))}
        {executed && (
          <Stack alignItems="center" gap={1}>
            <code className={styles.code} data-testid="executed-promql" title="The PromQL that the server ran">
              {executed}
            </code>
            <ClipboardButton
              icon="copy"
              size="sm"
              fill="text"
              variant="secondary"
              aria-label="Copy the PromQL that was run"
              getText={() => executed}
            />
          </Stack>
        )}
      </div>
    </section>
  );
}

function uniqueNotices(data: PanelData | undefined): QueryResultMetaNotice[] {
  const byText = new Map<string, QueryResultMetaNotice>();
  for (const frame of data?.series ?? []) {
    for (const notice of frame.meta?.notices ?? []) {
      byText.set(notice.text, notice);
    }
  }
  return [...byText.values()];
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  header: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 1.5),
    background: theme.colors.background.secondary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  refId: css({ fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.link }),
  name: css({ color: theme.colors.text.secondary }),
  grow: css({ flexGrow: 1 }),
  body: css({ padding: theme.spacing(1.5), display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  alert: css({ marginBottom: 0 }),
  code: css({
    flexGrow: 1,
    minWidth: 0,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    padding: theme.spacing(0.5, 1),
    margin: 0,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
