import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import { numberText, t } from '../../i18n';
import type { Facts } from './facts';
import { countOf, type Plan } from './plan';
import { severityText } from './words';

/** What would be written, how much room there is, and who would hear it. */
export function PlanView({ plan, facts }: { plan: Plan; facts: Facts }) {
  const count = (kind: 'create' | 'change' | 'keep' | 'remove') => numberText(countOf(plan, kind));
  const styles = useStyles2(getStyles);
  const { quota } = facts;
  const after = quota === undefined ? 0 : quota.used + countOf(plan, 'create') - countOf(plan, 'remove');
  const changed = plan.changes.filter(({ kind }) => kind !== 'keep');
  const paused = plan.changes.filter(({ isPaused }) => isPaused);
  return (
    <div role="group" className={styles.plan} aria-label={t('alerts.install.plan', 'What would be done')}>
      <p>
        {t(
          'alerts.install.counts',
          'Rules in the folder “{{folder}}”: {{create}} to create, {{change}} to change, {{remove}} to remove, {{keep}} as they are.',
          {
            folder: plan.wanted.folder.title,
            create: count('create'),
            change: count('change'),
            remove: count('remove'),
            keep: count('keep'),
          }
        )}
      </p>
      {changed.length > 0 && (
        <details>
          <summary>{t('alerts.install.details', 'Each rule')}</summary>
          <ul>
            {changed.map(({ uid, title, kind, fields, group }) => (
              <li key={uid}>
                {KINDS[kind]()}: {title} ({group}
                {fields.length > 0 ? `; ${fields.join(', ')}` : ''})
              </li>
            ))}
          </ul>
        </details>
      )}
      {paused.length > 0 && (
        <p>{t('alerts.install.paused', 'Paused, and stays so: {{rules}}', { rules: titles(paused) })}</p>
      )}
      {quota !== undefined && quota.limit >= 0 && (
        <p>
          {t('alerts.install.quota', 'This organization may have {{limit}} alert rules; with these it has {{after}}.', {
            limit: numberText(quota.limit),
            after: numberText(after),
          })}
        </p>
      )}
      {quota !== undefined && quota.limit >= 0 && after > quota.limit && (
        <Alert severity="error" title={t('alerts.install.over-quota', 'There is no room for these rules')}>
          {t(
            'alerts.install.over-quota-help',
            'An administrator can raise the quota of alert rules, or remove others.'
          )}
        </Alert>
      )}
      {plan.foreign.length > 0 && (
        <Alert severity="error" title={t('alerts.install.foreign-title', 'Nothing can be installed yet')}>
          {t(
            'alerts.install.foreign-help',
            'Groups of ours hold rules that are not from here, and writing a group deletes what else is in it: {{rules}}. Move them to another group.',
            { rules: titles(plan.foreign) }
          )}
        </Alert>
      )}
      {plan.doubled.length > 0 && (
        <Alert severity="warning" title={t('alerts.install.doubled', 'Some would ring twice')}>
          {t(
            'alerts.install.doubled-help',
            'Grafana has {{count}} rules for this data source that were not installed here, such as provisioned ones. Keep one of both.',
            { count: numberText(plan.doubled.length) }
          )}
        </Alert>
      )}
      <h4>{t('alerts.install.where', 'Where they would ring')}</h4>
      {facts.rings === undefined ? (
        <p>
          {t('alerts.install.no-policies', 'The notification policies cannot be read with your rights: {{reason}}', {
            reason: facts.problem ?? '',
          })}
        </p>
      ) : (
        <ul>
          {facts.rings.map(({ severity, rules, reached }) => (
            <li key={severity}>
              {severityText(severity)} ({numberText(rules)}): {reached.map((one) => reachedText(one)).join('; ')}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const KINDS = {
  create: () => t('alerts.install.create', 'Create'),
  change: () => t('alerts.install.change', 'Change'),
  remove: () => t('alerts.install.remove', 'Remove'),
  keep: () => t('alerts.install.keep', 'As it is'),
};

const titles = (rules: ReadonlyArray<{ title: string }>) => rules.map(({ title }) => title).join(', ');

function reachedText({
  receiver,
  depends,
  muted,
  kinds,
  isExample,
}: NonNullable<Facts['rings']>[number]['reached'][number]) {
  return [
    kinds.length > 0 ? `${receiver} (${kinds.join(', ')})` : receiver,
    ...(isExample ? [t('alerts.install.example', 'Grafana’s example address, which reaches nobody')] : []),
    ...(depends ? [t('alerts.install.depends', 'for some of them, or some models')] : []),
    ...(muted.length > 0 ? [t('alerts.install.muted', 'silent at {{times}}', { times: muted.join(', ') })] : []),
  ].join(', ');
}

const getStyles = (theme: GrafanaTheme2) => ({
  plan: css({
    margin: theme.spacing(2, 0),
    // Grafana's own reset puts the marks outside of the text.
    'ul, ol': { paddingLeft: theme.spacing(3) },
  }),
});
