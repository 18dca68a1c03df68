import { Alert, Button, Stack } from '@grafana/ui';
import { numberText, t } from '../../i18n';
import { type Removal } from './carryOut';

interface Props {
  removal: Removal;
  onRemove: () => void;
  onCancel: () => void;
}

/** What goes and what rings on, said before anything is removed. */
export function RemovalView({ removal: { count, stay }, onRemove, onCancel }: Props) {
  return (
    <Alert
      severity="warning"
      topSpacing={1}
      title={t('alerts.install.remove-goes', 'Alert rules that go: {{count}}', { count: numberText(count) })}
    >
      {stay.length > 0 ? (
        <>
          <p>
            {t(
              'alerts.install.remove-stays',
              '{{stay}} other alert rules of this data source stay and go on ringing: they were not installed here, such as provisioned ones.',
              { stay: numberText(stay.length) }
            )}
          </p>
          <details>
            <summary>{t('alerts.install.details', 'Each rule')}</summary>
            <ul>
              {stay.map(({ uid, title, group }) => (
                <li key={uid}>
                  {title} ({group})
                </li>
              ))}
            </ul>
          </details>
        </>
      ) : (
        <p>
          {t(
            'alerts.install.remove-none-stay',
            'Grafana has no other alert rule of this data source that you may see and that is not paused: nothing of it rings any more then, unless rules outside of Grafana do.'
          )}
        </p>
      )}
      <Stack direction="row" gap={1}>
        <Button size="sm" variant="destructive" onClick={onRemove}>
          {t('alerts.install.remove-now', 'Remove the rules')}
        </Button>
        <Button size="sm" variant="secondary" onClick={onCancel}>
          {t('alerts.install.remove-cancel', 'Keep them')}
        </Button>
      </Stack>
    </Alert>
  );
}
