import { TextArea } from '@grafana/ui';
import { t } from '../../i18n';
import { type CodeFieldProps, placeholderText } from './field';

interface Props extends CodeFieldProps {
  /** Whether the cursor is in it. */
  onFocusChange?: (focused: boolean) => void;
}

/** PromQL without help: while the editor loads, and where it can't be loaded. */
export function PlainField({ id, value, onEdit, onRun, onFocusChange }: Props) {
  return (
    <TextArea
      id={`${id}-expr`}
      aria-label={t('editor.code.label', 'PromQL')}
      rows={4}
      spellCheck={false}
      placeholder={placeholderText()}
      value={value}
      onChange={(event) => onEdit(event.currentTarget.value)}
      onFocus={() => onFocusChange?.(true)}
      onBlur={(event) => {
        onFocusChange?.(false);
        onRun(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || event.shiftKey)) {
          event.preventDefault();
          onRun(event.currentTarget.value);
        }
      }}
      style={{ fontFamily: 'monospace' }}
    />
  );
}
