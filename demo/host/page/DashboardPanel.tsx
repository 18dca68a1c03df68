import { css } from '@emotion/css';
import { useEffect, useState } from 'react';
import { CoreApp, type GrafanaTheme2, type PanelData, type TimeRange } from '@grafana/data';
import { Alert, Icon, Tooltip, useStyles2 } from '@grafana/ui';
import type { ProvisionedPanel } from './provisioned';
import { runQueries } from './runQueries';
import type { DemoDataSource } from './standins/dataSources';
import { Visualization } from './Visualization';

interface Props {
  datasource: DemoDataSource;
  panel: ProvisionedPanel;
  range: TimeRange;
  /** Changes when the variables do. */
  version: number;
}

/** What needs Grafana: a list of alerts asks it, and a text is its Markdown. */
const ELSEWHERE: Record<string, string> = {
  alertlist: 'In Grafana the alerts that fire stand here; the rules and their states are under “Rules”.',
  text: 'In Grafana a text stands here.',
};
const isDrawn = ({ type }: ProvisionedPanel) => !(type in ELSEWHERE);

/** One panel of a dashboard: a graph, a heatmap, a table, or numbers, whatever its type asks for. */
export function DashboardPanel({ datasource, panel, range, version }: Props) {
  const styles = useStyles2(getStyles);
  const [data, setData] = useState<PanelData>();

  useEffect(() => {
    if (!isDrawn(panel)) {
      return undefined;
    }
    const subscription = runQueries({
      datasource,
      queries: (panel.targets ?? []).map((target) => ({ ...target, datasource: datasource.getRef() })),
      range,
      maxDataPoints: 500,
      app: CoreApp.Dashboard,
      fieldDefaults: panel.fieldConfig?.defaults,
      fieldOverrides: panel.fieldConfig?.overrides,
      transformations: panel.transformations,
      panelType: panel.type,
    }).subscribe(setData);
    return () => subscription.unsubscribe();
  }, [datasource, panel, range, version]);

  return (
    <section className={styles.panel} aria-label={panel.title} aria-busy={isDrawn(panel) && !data} data-testid="panel">
      <header className={styles.header}>
        <h3 className={styles.title}>{panel.title}</h3>
        {panel.description && (
          <Tooltip content={panel.description}>
            <Icon name="info-circle" size="sm" />
          </Tooltip>
        )}
      </header>
      {data?.errors?.map((error, index) => (
        <Alert key={index} title={error.message ?? 'The query failed.'} topSpacing={0} bottomSpacing={0} />
      ))}
      {!isDrawn(panel) && <p>{ELSEWHERE[panel.type]}</p>}
      {data && (
        <Visualization
          data={data}
          height={panel.type === 'stat' ? 60 : 190}
          calcs={false}
          numbers={panel.type === 'stat' ? (panel.options?.reduceOptions?.calcs?.[0] ?? 'lastNotNull') : undefined}
          empty={panel.fieldConfig?.defaults?.noValue}
        />
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({
    height: '100%',
    minWidth: 0,
    padding: theme.spacing(1),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  header: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), color: theme.colors.text.secondary }),
  title: css({
    margin: 0,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.primary,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  }),
});
