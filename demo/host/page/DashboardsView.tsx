import { css } from '@emotion/css';
import { useEffect, useMemo, useState } from 'react';
import { rangeUtil, type GrafanaTheme2 } from '@grafana/data';
import { Alert, InlineField, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import { Picker } from '../../../src/picker';
import { DashboardPanel } from './DashboardPanel';
import { flatten, loadDashboards, type ProvisionedDashboard } from './provisioned';
import type { DemoDataSource } from './standins/dataSources';
import { templateSrv } from './standins/install';
import { useVariables } from './useVariables';
import { VariablePicker } from './VariablePicker';

interface Props {
  datasource: DemoDataSource;
}

/** The provisioned dashboards, drawn plainly: enough to see that each panel has data. */
export function DashboardsView({ datasource }: Props) {
  const [dashboards, setDashboards] = useState<ProvisionedDashboard[]>();
  const [failure, setFailure] = useState<string>();
  const [uid, setUid] = useState(() => new URLSearchParams(window.location.search).get('dashboard') ?? '');

  useEffect(() => {
    loadDashboards().then(setDashboards, (error: unknown) => setFailure(JSON.stringify(error)));
  }, []);

  if (failure) {
    return <Alert title="The provisioned dashboards could not be read.">{failure}</Alert>;
  }
  if (!dashboards) {
    return <LoadingPlaceholder text="Reading the provisioned dashboards …" />;
  }
  const shown =
    dashboards.find((dashboard) => dashboard.uid === uid) ??
    dashboards.find((dashboard) => dashboard.title.includes('Overview')) ??
    dashboards[0];
  if (!shown) {
    return <Alert title="There are no dashboards in provisioning/dashboards." severity="info" />;
  }
  return (
    <Dashboard
      key={shown.uid}
      datasource={datasource}
      dashboard={shown}
      all={dashboards}
      onChoose={(chosen) => {
        const url = new URL(window.location.href);
        url.searchParams.set('dashboard', chosen);
        window.history.replaceState(null, '', url);
        setUid(chosen);
      }}
    />
  );
}

interface DashboardProps extends Props {
  dashboard: ProvisionedDashboard;
  all: ProvisionedDashboard[];
  onChoose: (uid: string) => void;
}

function Dashboard({ datasource, dashboard, all, onChoose }: DashboardProps) {
  const styles = useStyles2(getStyles);
  const [span, setSpan] = useState(dashboard.time.from);
  const range = useMemo(() => rangeUtil.convertRawToRange({ from: span, to: 'now' }), [span]);
  const { variables, choose, version } = useVariables(datasource, dashboard.templating.list, range);
  // The panels' queries are interpolated while they are sent, so the variables have to be there before.
  templateSrv.setVariables(variables ?? []);
  const spans = [...new Set([dashboard.time.from, 'now-1h', 'now-6h', 'now-24h'])];

  return (
    <Stack direction="column" gap={1}>
      <Stack wrap="wrap" gap={1}>
        <InlineField label="Dashboard">
          <Picker
            label="Dashboard"
            width={34}
            options={all.map(({ uid, title }) => ({ value: uid, label: title }))}
            value={dashboard.uid}
            onChange={onChoose}
          />
        </InlineField>
        {variables?.map((variable) => (
          <VariablePicker
            key={variable.name}
            variable={variable}
            onChoose={(values) => choose(variable.name, values)}
          />
        ))}
        <InlineField label="Last">
          <Picker
            label="Time range"
            width={12}
            options={spans.map((value) => ({ value, label: value.replace('now-', '') }))}
            value={span}
            onChange={setSpan}
          />
        </InlineField>
      </Stack>
      {variables && (
        <div className={styles.grid} data-testid="panels">
          {flatten(dashboard.panels).map((panel, index) =>
            panel.type === 'row' ? (
              <h2 key={index} className={styles.row}>
                {panel.title}
              </h2>
            ) : (
              <div key={index} style={{ gridColumn: `span ${panel.gridPos.w}` }}>
                <DashboardPanel datasource={datasource} panel={panel} range={range} version={version} />
              </div>
            )
          )}
        </div>
      )}
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(24, minmax(0, 1fr))',
    gap: theme.spacing(1),
    alignItems: 'stretch',
  }),
  row: css({ gridColumn: '1 / -1', fontSize: theme.typography.h5.fontSize, margin: theme.spacing(1.5, 0, 0) }),
});
