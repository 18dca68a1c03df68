import { getDataSourceSrv } from '@grafana/runtime';
import { Alert, InlineField } from '@grafana/ui';
import { useState } from 'react';
import { t } from '../i18n';
import { Picker } from '../picker';
import { PLUGIN_ID } from '../rules/plugin';
import { SourceAlerts } from './SourceAlerts';

/** The data source that the page's address names, wherever Grafana is served from. */
export function uidIn(pathname: string): string | undefined {
  const [, uid] = /\/datasources\/edit\/([^/]+)/.exec(pathname) ?? [];
  return uid === undefined ? undefined : decodeURIComponent(uid);
}

/** What the models of a data source have promised, and the alert rules that come of it. */
export function AlertsPage() {
  const named = uidIn(window.location.pathname);
  const [sources] = useState(() => getDataSourceSrv().getList({ pluginId: PLUGIN_ID }));
  const [chosen, setChosen] = useState(named ?? sources[0]?.uid);
  // The catalog's page of the plugin shows the tab too, where no data source is open.
  return (
    <>
      {named === undefined && sources.length > 1 && (
        <InlineField label={t('alerts.source', 'Data source')} htmlFor="baseten-alerts-source">
          <Picker
            id="baseten-alerts-source"
            label={t('alerts.source', 'Data source')}
            options={sources.map(({ uid, name }) => ({ value: uid, label: name }))}
            value={chosen ?? null}
            onChange={setChosen}
            width={40}
          />
        </InlineField>
      )}
      {chosen === undefined ? (
        <Alert
          severity="info"
          title={t('alerts.no-source', 'There is no data source yet. Add one; this page is then a tab of it.')}
        />
      ) : (
        <SourceAlerts key={chosen} uid={chosen} />
      )}
    </>
  );
}
