import { Alert, Button, Stack } from '@grafana/ui';
import { useState } from 'react';
import { errorText } from '../../editor/useLookup';
import { t } from '../../i18n';
import { type ObjectivesDocument, objectivesHash } from '../../objectives';
import { type Saving } from '../useSaving';
import { install, lookAtRemoval, makePlan, type Removal, remove, type Step } from './carryOut';
import { fileOf, save } from './download';
import { readFacts, type Facts } from './facts';
import { folderTitleOf } from './names';
import { countOf, type Plan } from './plan';
import { InstallButton } from './InstallButton';
import { PlanView } from './PlanView';
import { RemovalView } from './RemovalView';
import { RingOnce } from './RingOnce';
import { whyNot } from './rights';
import { wantedOf } from './wanted';

interface Props {
  uid: string;
  document: ObjectivesDocument;
  saving: Saving;
  /** Grafana's rules may be others now. */
  onWritten?: () => void;
}

type Phase =
  | { is: 'idle' }
  | { is: 'looking' }
  | { is: 'planned'; plan: Plan; facts: Facts }
  | { is: 'removing'; removal: Removal }
  | { is: 'working' | 'done'; steps: Step[] }
  | { is: 'failed'; why: string };

/** The rules of a document put into Grafana with the person's own rights: planned, shown, written, read back, removed. */
export function InstallSection({ uid, document, saving, onWritten }: Props) {
  const [phase, setPhase] = useState<Phase>({ is: 'idle' });
  const { name } = saving.settings;
  const why = whyNot();
  const cannot = why !== undefined;
  const isBusy = phase.is === 'looking' || phase.is === 'working';
  const isOld = phase.is === 'planned' && phase.plan.wanted.hash !== objectivesHash(document);

  const attempt = async (work: () => Promise<Phase>) => {
    try {
      setPhase(await work());
    } catch (error) {
      setPhase({ is: 'failed', why: errorText(error) });
    }
  };
  const look = () => {
    setPhase({ is: 'looking' });
    return attempt(async () => {
      const wanted = wantedOf(document, uid, name);
      const [plan, facts] = await Promise.all([makePlan(wanted), readFacts(wanted)]);
      return { is: 'planned', plan, facts };
    });
  };
  const lookBeforeRemoving = () => {
    setPhase({ is: 'looking' });
    return attempt(async () => ({ is: 'removing', removal: await lookAtRemoval(uid) }));
  };
  const carryOut = (run: (tell: (steps: Step[]) => void) => Promise<Step[]>) => {
    setPhase({ is: 'working', steps: [] });
    return attempt(async () => {
      const steps = await run((now) => setPhase({ is: 'working', steps: now }));
      onWritten?.();
      return { is: 'done', steps };
    });
  };

  return (
    <section aria-label={t('alerts.install.title', 'Install')}>
      <h4>{t('alerts.install.title', 'Install')}</h4>
      {cannot && <Alert severity="info" title={why} topSpacing={1} />}
      <Stack direction="row" gap={1} wrap="wrap">
        <Button size="sm" disabled={isBusy} onClick={() => void look()}>
          {t('alerts.install.look', 'Show what would be installed')}
        </Button>
        <Button
          size="sm"
          variant="secondary"
          icon="download-alt"
          onClick={() => save(fileOf(document, 'grafana', uid))}
        >
          {t('alerts.install.file-grafana', 'Download for Grafana’s provisioning')}
        </Button>
        <Button
          size="sm"
          variant="secondary"
          icon="download-alt"
          onClick={() => save(fileOf(document, 'prometheus', uid))}
        >
          {t('alerts.install.file-prometheus', 'Download for Prometheus and Mimir')}
        </Button>
        <Button
          size="sm"
          variant="secondary"
          icon="trash-alt"
          disabled={cannot || isBusy}
          onClick={() => void lookBeforeRemoving()}
        >
          {t('alerts.install.remove-all', 'Remove what was installed')}
        </Button>
      </Stack>
      <div role="status">
        {phase.is === 'looking' && t('alerts.install.looking', 'Looking at what Grafana has…')}
        {(phase.is === 'working' || phase.is === 'done') && <Steps steps={phase.steps} />}
      </div>
      {phase.is === 'failed' && <Alert severity="error" title={phase.why} topSpacing={1} />}
      {phase.is === 'done' && <Outcome steps={phase.steps} />}
      {phase.is === 'removing' && (
        <RemovalView
          removal={phase.removal}
          onRemove={() => void carryOut((tell) => remove(uid, tell))}
          onCancel={() => setPhase({ is: 'idle' })}
        />
      )}
      {phase.is === 'planned' && (
        <>
          <PlanView plan={phase.plan} facts={phase.facts} />
          {isOld ? (
            <p>{t('alerts.install.old', 'The objectives have changed since: look again.')}</p>
          ) : hasWork(phase.plan) ? (
            <InstallButton
              disabled={cannot || phase.plan.foreign.length > 0}
              document={document}
              saving={saving}
              onInstall={(before) => void carryOut((tell) => install(phase.plan, tell, before))}
            />
          ) : (
            <p>{t('alerts.install.nothing', 'Grafana has all of it: nothing to do.')}</p>
          )}
        </>
      )}
      <RingOnce uid={uid} folderTitle={folderTitleOf(name)} disabled={cannot || isBusy} />
    </section>
  );
}

function hasWork(plan: Plan): boolean {
  return plan.groups.length > 0 || countOf(plan, 'remove') > 0;
}

function Steps({ steps }: { steps: Step[] }) {
  const signs = { waiting: '…', 'under way': '→', done: '✓', failed: '✗' };
  return (
    <ul>
      {steps.map(({ what, state, why }) => (
        <li key={what}>
          {signs[state]} {what}
          {why === undefined ? '' : `: ${why}`}
        </li>
      ))}
    </ul>
  );
}

function Outcome({ steps }: { steps: Step[] }) {
  return steps.some(({ state }) => state === 'failed') ? (
    <Alert
      severity="error"
      topSpacing={1}
      title={t('alerts.install.partly', 'Done in part: what is marked as done stays. Look again and go on from there.')}
    />
  ) : (
    <Alert severity="success" topSpacing={1} title={t('alerts.install.done', 'Done, and read back.')} />
  );
}
