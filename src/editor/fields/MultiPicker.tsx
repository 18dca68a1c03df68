import { css } from '@emotion/css';
import { type ComboboxOption, measureText, MultiCombobox, useStyles2 } from '@grafana/ui';
import { useId } from 'react';

interface Props {
  /** Name for screen readers. */
  label: string;
  placeholder: string;
  /** Makes typed text a value; what is said of it in the list. */
  customValueDescription?: string;
  options: (search: string) => Promise<ComboboxOption[]>;
  value: ComboboxOption[];
  onChange: (value: ComboboxOption[]) => void;
  /** Takes pasted text; true where it was used up and shall not be typed. */
  onPaste?: (text: string) => boolean;
}

const FONT_SIZE = 12;
/** What a pill has beside its text, and what the field has beside its pills. */
const PILL_EXTRA = 50;
const FIELD_EXTRA = 100;
const NARROWEST = 220;
const WIDEST = 640;

/**
 * Grafana's field for several values, given a width that shows them and a name. It measures itself: of its own widths
 * a number is taken for pixels, and `auto` shrinks with what it hides.
 */
export function MultiPicker({ label, placeholder, customValueDescription, options, value, onChange, onPaste }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const pills = value.reduce((sum, option) => sum + measureText(option.label ?? '', FONT_SIZE).width + PILL_EXTRA, 0);
  return (
    <div
      style={{ width: Math.min(WIDEST, Math.max(NARROWEST, pills + FIELD_EXTRA)), maxWidth: '100%' }}
      // A field of one line would run pasted lines together.
      onPasteCapture={(event) => {
        if (onPaste?.(event.clipboardData.getData('text'))) {
          event.preventDefault();
          event.stopPropagation();
        }
      }}
    >
      <span id={id} className={styles.hidden}>
        {label}
      </span>
      <MultiCombobox
        aria-labelledby={id}
        placeholder={placeholder}
        createCustomValue={customValueDescription !== undefined}
        customValueDescription={customValueDescription}
        options={options}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}

const getStyles = () => ({
  hidden: css({
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  }),
});
