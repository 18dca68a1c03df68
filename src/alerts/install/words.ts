import { t } from '../../i18n';
import type { Severity } from './ring';

/** A severity as people say it. */
export function severityText(severity: Severity): string {
  switch (severity) {
    case 'page':
      return t('alerts.install.page', 'Pages');
    case 'ticket':
      return t('alerts.install.ticket', 'Tickets');
    case 'none':
      return t('alerts.install.watchdog', 'The watchdog');
  }
}
