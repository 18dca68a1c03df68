import { Alert } from '@grafana/ui';
import { useLookup } from '../editor/useLookup';
import { numberText, t } from '../i18n';
import { type ObjectivesDocument, objectivesHash } from '../objectives';
import { countInstalled, fetchInstalled } from './installed';

interface Props {
  uid: string;
  document: ObjectivesDocument;
  /** Nobody has saved objectives or entered any: what stands there are the defaults. */
  isUntouched: boolean;
}

/** Whether the rules that ring are those of this document; nothing where that can't be seen. */
export function InstalledNote({ uid, document, isUntouched }: Props) {
  const rules = useLookup(uid, fetchInstalled);
  if (rules.state !== 'done') {
    return null;
  }
  const { same, other } = countInstalled(rules.value, uid, objectivesHash(document));
  if (other > 0 && isUntouched) {
    return (
      <Alert
        severity="info"
        topSpacing={1}
        title={t('alerts.installed.own', '{{other}} alert rules in Grafana have objectives of their own', {
          other: numberText(other),
        })}
      >
        {t(
          'alerts.installed.untouched',
          'No objectives are saved here yet, so that you see the defaults. If a file provisions the rules, paste its objectives under “The whole document”; else enter yours: installing saves them.'
        )}
      </Alert>
    );
  }
  if (other > 0) {
    return (
      <Alert
        severity="warning"
        topSpacing={1}
        title={t(
          'alerts.installed.other',
          '{{other}} of the {{all}} alert rules that Grafana has for this data source were made of other objectives than these',
          { other: numberText(other), all: numberText(same + other) }
        )}
      >
        {t('alerts.installed.mend', 'Install them anew, or generate the provisioned file from this document.')}
      </Alert>
    );
  }
  return (
    <p role="note">
      {same > 0
        ? t('alerts.installed.same', '{{same}} alert rules in Grafana were made of these objectives.', {
            same: numberText(same),
          })
        : t('alerts.installed.none', 'Grafana has no alert rules of these objectives yet.')}
    </p>
  );
}
