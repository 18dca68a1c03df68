import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Stack, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { errorText } from '../editor/useLookup';
import { numberText, t } from '../i18n';
import { type ObjectivesDocument, objectivesHash, setOf, withModel } from '../objectives';
import { type EditorSource } from '../source';
import { DocumentText } from './DocumentText';
import { type Fleet } from './fleet';
import { notLooser } from './proposals';
import { ObjectivesTable } from './ObjectivesTable';
import { type Stored } from './stored';
import { useProposals } from './useProposals';
import { type Saving } from './useSaving';
import { longButton } from './longButton';

interface Props {
  source: EditorSource;
  fleet: Fleet;
  saving: Saving;
  stored: Stored;
  document: ObjectivesDocument;
  onChange: (document: ObjectivesDocument) => void;
}

/** What each model has promised: proposed, changed, kept in the data source's settings, copied. */
export function ObjectivesSection({ source, fleet, saving, stored, document, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const [outcome, setOutcome] = useState<{ severity: 'success' | 'error'; text: string }>();
  const [busy, setBusy] = useState(false);
  const proposals = useProposals(source, document, fleet);
  const known = [...new Set([...fleet.models, ...document.sets.flatMap(({ models }) => models)])].sort();
  const tight = [...proposals.found].filter(
    ([model, proposal]) =>
      setOf(document, model) === undefined && differs(document, model, notLooser(proposal, document.defaults))
  );

  const save = async () => {
    setBusy(true);
    try {
      await saving.save();
      setOutcome({ severity: 'success', text: t('alerts.saved', 'Saved in the settings of this data source.') });
    } catch (error) {
      setOutcome({ severity: 'error', text: errorText(error) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <section aria-label={t('alerts.objectives', 'Objectives')}>
      <h3>{t('alerts.objectives', 'Objectives')}</h3>
      <p className={styles.about}>
        {t(
          'alerts.objectives-about',
          'What each model has promised, and what it is built for. The alert rules are made of this document.'
        )}
      </p>
      {stored.problem !== undefined && (
        <Alert
          severity="error"
          title={t('alerts.unreadable', 'The objectives in the settings can’t be read; the defaults stand here')}
        >
          <pre className={styles.problem}>{stored.problem}</pre>
        </Alert>
      )}
      {stored.notices.map((notice) => (
        <Alert key={notice} severity="warning" title={notice} />
      ))}
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        {proposals.state === 'idle' && (
          <Button size="sm" variant="secondary" icon="history" onClick={proposals.start}>
            {t('alerts.propose', 'Propose from the last 7 days')}
          </Button>
        )}
        {proposals.state === 'asking' && (
          <Button size="sm" variant="secondary" icon="times" onClick={proposals.stop}>
            {t('alerts.stop', 'Stop')}
          </Button>
        )}
        <span role="status">{statusOf(proposals, fleet)}</span>
        {tight.length > 0 && (
          <Button
            className={styles.long}
            size="sm"
            variant="secondary"
            onClick={() =>
              onChange(
                tight.reduce(
                  (changed, [model, proposal]) => withModel(changed, model, notLooser(proposal, document.defaults)),
                  document
                )
              )
            }
          >
            {t('alerts.take-all', 'Take what is no looser than the defaults ({{models}} models)', {
              models: numberText(tight.length),
            })}
          </Button>
        )}
      </Stack>
      <ObjectivesTable
        models={known}
        bounds={fleet.bounds}
        document={document}
        proposals={proposals.found}
        onChange={onChange}
      />
      {fleet.truncated && (
        <p className={styles.about}>
          {t(
            'alerts.truncated',
            'More models exist than a look-up brings; "Values in a list" in the settings raises it.'
          )}
        </p>
      )}
      <DocumentText document={document} name={saving.settings.name} onChange={onChange} />
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        {saving.canSave ? (
          <Button size="sm" disabled={busy || !saving.isUnsaved} onClick={() => void save()}>
            {t('alerts.save', 'Save objectives')}
          </Button>
        ) : (
          <span>
            {t(
              'alerts.read-only',
              'This data source is provisioned, or you may not change it: copy the document for the file that provisions it.'
            )}
          </span>
        )}
        <span className={styles.about} data-testid="objectives-hash">
          {t('alerts.hash', 'Document {{hash}}', { hash: objectivesHash(document) })}
          {saving.isUnsaved ? `, ${t('alerts.unsaved', 'not saved')}` : ''}
        </span>
      </Stack>
      {outcome && (
        <Alert severity={outcome.severity} title={outcome.text} topSpacing={1} onRemove={() => setOutcome(undefined)} />
      )}
    </section>
  );
}

function differs(document: ObjectivesDocument, model: string, changes: object): boolean {
  return withModel(document, model, changes) !== document && Object.keys(changes).length > 0;
}

function statusOf(proposals: ReturnType<typeof useProposals>, { bounds }: Fleet): string {
  switch (proposals.state) {
    case 'idle':
      return t('alerts.propose-cost', 'At most {{requests}} requests to the metrics server, one at a time', {
        requests: numberText(bounds.length + 1),
      });
    case 'asking':
      return t('alerts.proposing', 'Looking at the hours of the last 7 days…');
    case 'done':
      return t('alerts.proposed', 'Proposed: round values that held in nine of ten hours with at least 20 requests');
    case 'failed':
      return t('alerts.not-proposed', 'Nothing can be proposed: {{reason}}', { reason: proposals.reason });
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  about: css({ color: theme.colors.text.secondary }),
  long: longButton(theme),
  problem: css({ whiteSpace: 'pre-wrap', margin: 0, padding: 0, border: 0, background: 'transparent' }),
});
