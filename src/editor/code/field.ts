/** What the PromQL field and its stand-in have in common. */
import { t } from '../../i18n';

export interface CodeFieldProps {
  id: string;
  value: string;
  /** Takes each change, without running it. */
  onEdit: (text: string) => void;
  /** Takes what stands there and runs it. */
  onRun: (text: string) => void;
  /** Takes the cursor as soon as it is there, since the stand-in had it. */
  autoFocus?: boolean;
}

/** What stands in an empty field. */
export const placeholderText = () =>
  t('editor.code.placeholder', 'PromQL, run with Ctrl+Enter or by leaving the field');
