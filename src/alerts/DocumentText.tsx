import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, ClipboardButton, Collapse, Stack, TextArea, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { t } from '../i18n';
import { type ObjectivesDocument, ObjectivesError, parseObjectives } from '../objectives';
import { asProvisioning, asYaml } from './stored';

interface Props {
  document: ObjectivesDocument;
  /** Of the data source, as a file names it. */
  name: string;
  onChange: (document: ObjectivesDocument) => void;
}

/** The whole document as text: what the table has no column for is written here. */
export function DocumentText({ document, name, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(false);
  const [draft, setDraft] = useState<string>();
  const [complaint, setComplaint] = useState<{ severity: 'error' | 'warning'; text: string }>();
  const yaml = asYaml(document);
  const use = () => {
    try {
      const { document: read, notices } = parseObjectives(draft ?? yaml);
      onChange(read);
      setDraft(undefined);
      setComplaint(notices.length === 0 ? undefined : { severity: 'warning', text: notices.join('\n') });
    } catch (error) {
      if (!(error instanceof ObjectivesError)) {
        throw error;
      }
      setComplaint({ severity: 'error', text: error.message });
    }
  };
  return (
    <Stack direction="column" gap={1}>
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => yaml}>
          {t('alerts.copy', 'Copy as YAML')}
        </ClipboardButton>
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => asProvisioning(document, name)}>
          {t('alerts.copy-provisioning', 'Copy for provisioning')}
        </ClipboardButton>
        <span className={styles.about}>
          {t(
            'alerts.provisioning-overwrites',
            'A file that provisions the data source overwrites what is saved here, at each start of Grafana.'
          )}
        </span>
      </Stack>
      <Collapse
        label={t('alerts.text', 'The whole document: environments, sets, status codes, starts, protocols')}
        isOpen={isOpen}
        onToggle={() => setOpen(!isOpen)}
      >
        <TextArea
          aria-label={t('alerts.text-label', 'Document of objectives, YAML or JSON')}
          rows={14}
          value={draft ?? yaml}
          onChange={(event) => setDraft(event.currentTarget.value)}
          style={{ fontFamily: 'monospace' }}
        />
        {complaint && (
          <Alert
            severity={complaint.severity}
            topSpacing={1}
            title={
              complaint.severity === 'error'
                ? t('alerts.text-wrong', 'The document can’t be read; nothing was changed')
                : t('alerts.text-unknown', 'Keys that nobody knows are not used')
            }
          >
            <pre className={styles.complaint}>{complaint.text}</pre>
          </Alert>
        )}
        <Stack direction="row" gap={1}>
          <Button size="sm" variant="secondary" disabled={draft === undefined} onClick={use}>
            {t('alerts.text-use', 'Use this text')}
          </Button>
          <Button
            size="sm"
            variant="secondary"
            fill="text"
            disabled={draft === undefined}
            onClick={() => {
              setDraft(undefined);
              setComplaint(undefined);
            }}
          >
            {t('alerts.text-discard', 'Discard changes of the text')}
          </Button>
        </Stack>
      </Collapse>
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  about: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  complaint: css({ whiteSpace: 'pre-wrap', margin: 0, padding: 0, border: 0, background: 'transparent' }),
});
