import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { Alert, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { useLookup } from '../editor/useLookup';
import { t } from '../i18n';
import { type EditorSource } from '../source';
import { fetchFleet, type Fleet } from './fleet';
import { InstallSection } from './install/InstallSection';
import { InstalledNote } from './InstalledNote';
import { ObjectivesSection } from './ObjectivesSection';
import { WeekSection } from './week/WeekSection';
import { fetchSettings, readStored, type Settings, type Stored } from './stored';
import { useSaving } from './useSaving';

function isOurs(source: unknown): source is EditorSource {
  return typeof source === 'object' && source !== null && 'lookups' in source && 'context' in source;
}

interface Opened {
  source: EditorSource;
  settings: Settings;
  stored: Stored;
  fleet: Fleet;
  /** Why the models are not known. */
  fleetProblem?: string;
}

async function open(uid: string): Promise<Opened> {
  const [source, settings] = await Promise.all([getDataSourceSrv().get({ uid }), fetchSettings(uid)]);
  if (!isOurs(source)) {
    throw new Error(t('alerts.other-plugin', 'This data source belongs to another plugin.'));
  }
  const stored = readStored(settings.jsonData.objectives);
  try {
    return { source, settings, stored, fleet: await fetchFleet(source, stored.document) };
  } catch (error) {
    // The objectives can be written all the same.
    const fleetProblem = error instanceof Error ? error.message : t('alerts.no-answer', 'The server gave no answer.');
    return { source, settings, stored, fleet: { models: [], truncated: false, bounds: [] }, fleetProblem };
  }
}

/** The page for one data source. */
export function SourceAlerts({ uid }: { uid: string }) {
  const opened = useLookup(uid, () => open(uid));
  switch (opened.state) {
    case 'loading':
      return <LoadingPlaceholder text={t('alerts.loading', 'Looking up the models of the last 7 days…')} />;
    case 'failed':
      return <Alert severity="error" title={opened.message} />;
    case 'done':
      return <Sections uid={uid} opened={opened.value} />;
  }
}

function Sections({ uid, opened }: { uid: string; opened: Opened }) {
  const styles = useStyles2(getStyles);
  const { source, stored, fleet, fleetProblem } = opened;
  const [document, setDocument] = useState(stored.document);
  const saving = useSaving(opened.settings, stored, document);
  // What Grafana has is read anew after each installation.
  const [written, setWritten] = useState(0);
  return (
    <div className={styles.page}>
      {fleetProblem !== undefined && (
        <Alert severity="warning" title={t('alerts.no-models', 'The models are not known')}>
          {fleetProblem}
        </Alert>
      )}
      <ObjectivesSection
        source={source}
        fleet={fleet}
        saving={saving}
        stored={stored}
        document={document}
        onChange={setDocument}
      />
      <WeekSection source={source} document={document} models={fleet.models} />
      <section aria-label={t('alerts.rules', 'Alert rules')}>
        <h3>{t('alerts.rules', 'Alert rules')}</h3>
        <InstalledNote
          key={written}
          uid={uid}
          document={document}
          isUntouched={!stored.isStored && document === stored.document}
        />
        <InstallSection uid={uid} document={document} saving={saving} onWritten={() => setWritten(written + 1)} />
      </section>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(4), maxWidth: 1400 }),
});
