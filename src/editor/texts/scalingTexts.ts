/** What the settings of the autoscaler are called in the editor. */
import { t } from '../../i18n';
import { DEFAULT_SCALING } from '../../translator';

export type ScalingSetting = keyof typeof DEFAULT_SCALING;

/** Name, usual value and meaning of each setting, in the language chosen. */
export const scalingTexts = (): Record<ScalingSetting, { label: string; usual: string; about: string }> => ({
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
  },
  maxReplicas: {
    label: t('editor.scaling.max', 'Max replicas'),
    usual: String(DEFAULT_SCALING.maxReplicas),
    about: t('editor.scaling.max-about', 'No load makes more than these.'),
  },
  scaleDownDelay: {
    label: t('editor.scaling.delay', 'Scale-down delay'),
    usual: DEFAULT_SCALING.scaleDownDelay,
    about: t('editor.scaling.delay-about', 'Less has to be enough for so long before replicas go: 0s to 1h.'),
  },
});
