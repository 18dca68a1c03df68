import { Alert, Button, Stack } from '@grafana/ui';
import { t } from '../../i18n';
import { type ObjectivesDocument } from '../../objectives';
import { asProvisioning } from '../stored';
import { type Saving } from '../useSaving';
import { type Task } from './carryOut';
import { save } from './download';

interface Props {
  disabled: boolean;
  document: ObjectivesDocument;
  saving: Saving;
  /** @param before what is done first */
  onInstall: (before: Task[]) => void;
}

/** Rules whose objectives stand nowhere can't be understood later, nor changed: they are saved first, or it is said that they can't be. */
export function InstallButton({ disabled, document, saving, onInstall }: Props) {
  const { isAtStake, canSave, settings } = saving;
  if (!isAtStake) {
    return (
      <Button disabled={disabled} onClick={() => onInstall([])}>
        {t('alerts.install.now', 'Install')}
      </Button>
    );
  }
  if (canSave) {
    const first = { what: t('alerts.install.step-save', 'Save the objectives in the settings'), run: saving.save };
    return (
      <Button disabled={disabled} onClick={() => onInstall([first])}>
        {t('alerts.install.save-and-install', 'Save objectives and install')}
      </Button>
    );
  }
  return (
    <Alert
      severity="warning"
      topSpacing={1}
      title={t('alerts.install.unsaved', 'These objectives are not saved, and you can’t save them here')}
    >
      {t(
        'alerts.install.unsaved-help',
        'This data source is provisioned, or you may not change it. The rules would hold objectives that this page no longer shows once you leave it: download them, and put them into the file that provisions the data source, or hand them to somebody who may save them.'
      )}
      <Stack direction="row" gap={1} wrap="wrap">
        <Button
          size="sm"
          variant="secondary"
          icon="download-alt"
          onClick={() => save({ name: 'baseten-objectives.yaml', content: asProvisioning(document, settings.name) })}
        >
          {t('alerts.install.download-objectives', 'Download the objectives for provisioning')}
        </Button>
        <Button size="sm" disabled={disabled} onClick={() => onInstall([])}>
          {t('alerts.install.unsaved-install', 'Install without saving the objectives')}
        </Button>
      </Stack>
    </Alert>
  );
}
