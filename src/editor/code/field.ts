/** What the PromQL field and its stand-in have in common. */
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

export const PLACEHOLDER = 'PromQL, run with Ctrl+Enter or by leaving the field';
