/** What the fields are called in the editor that only some calculations and measures read. */
import { t } from '../../i18n';
import { DEFAULT_SCALING, type ParameterField } from '../../translator';
import { calculationTexts } from './catalogTexts';

/** Those that are more than a text to fill in. */
export type OwnControl = 'quantile' | 'threshold' | 'window';

interface PlainTexts {
  label: string;
  /** What an empty field means. */
  usual: string;
  about: string;
  /** A number of it has no fraction. */
  whole?: true;
  /** What is let go with it, where the label alone doesn't say. */
  dropped?: string;
}

/** Texts of those that are filled in as a text, a row each. */
export const plainTexts = (): Record<Exclude<ParameterField, OwnControl>, PlainTexts> => ({
  badStatus: {
    label: t('editor.status.bad', 'Failed are'),
    usual: t('editor.status.bad-usual', 'the server’s faults'),
    about: t(
      'editor.status.bad-about',
      'A pattern on status_code: which requests count as failed. Else 5xx and 429, gRPC 2, 4, 8 and 12 to 15, WebSocket 1006 and 1011 to 1015.'
    ),
    dropped: t('editor.dropped.bad-status', 'failure codes'),
  },
  validStatus: {
    label: t('editor.status.valid', 'Counted are'),
    usual: t('editor.status.valid-usual', 'all but the client’s'),
    about: t(
      'editor.status.valid-about',
      "A pattern on status_code: which requests count at all. Else all but the client's own mistakes and those whose client left; unknown codes count and are not failed."
    ),
    dropped: t('editor.dropped.valid-status', 'counted codes'),
  },
  concurrencyTarget: {
    label: t('editor.scaling.target', 'Concurrency target'),
    usual: String(DEFAULT_SCALING.concurrencyTarget),
    about: t('editor.scaling.target-about', 'Requests in flight that one replica is meant to take.'),
  },
  utilization: {
    label: t('editor.scaling.utilization', 'Target utilization'),
    usual: String(DEFAULT_SCALING.utilization),
    about: t(
      'editor.scaling.utilization-about',
      'Share of the concurrency target at which another replica is asked for, from 0 to 1.'
    ),
  },
  minReplicas: {
    label: t('editor.scaling.min', 'Min replicas'),
    usual: String(DEFAULT_SCALING.minReplicas),
    about: t('editor.scaling.min-about', 'As many are kept without any load; 0 scales to zero.'),
    whole: true,
  },
  maxReplicas: {
    label: t('editor.scaling.max', 'Max replicas'),
    usual: String(DEFAULT_SCALING.maxReplicas),
    about: t('editor.scaling.max-about', 'No load makes more than these.'),
    whole: true,
  },
  scaleDownDelay: {
    label: t('editor.scaling.delay', 'Scale-down delay'),
    usual: DEFAULT_SCALING.scaleDownDelay,
    about: t('editor.scaling.delay-about', 'Less has to be enough for so long before replicas go: 0s to 1h.'),
  },
});

/** What is let go, within a sentence. */
export function droppedText(field: ParameterField): string {
  switch (field) {
    case 'quantile':
      return calculationTexts('quantile').title;
    case 'threshold':
      return t('editor.dropped.threshold', 'threshold');
    case 'window':
      return t('editor.dropped.window', 'window');
    default: {
      const { dropped, label } = plainTexts()[field];
      return dropped ?? label;
    }
  }
}
