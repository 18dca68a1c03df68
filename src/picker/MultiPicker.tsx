import { type ComboboxOption, measureText, MultiCombobox } from '@grafana/ui';
import { useMemo } from 'react';
import { Name, useName } from './Name';
import { type Options, useListKeys, useSame } from './useListKeys';
import { useSteady } from './useSteady';

interface Props {
  id?: string;
  /** Name for screen readers. */
  label: string;
  placeholder: string;
  /** Makes typed text a value; what is said of it in the list. */
  customValueDescription?: string;
  /** Enter takes the typed text even where the list has entries that contain it. */
  prefersTyped?: boolean;
  options: Options<string>;
  value: ComboboxOption[];
  /** Called with other values than those that are chosen. */
  onChange: (value: ComboboxOption[]) => void;
  /** Opens its list when it appears, since what comes next is a choice from it. */
  opens?: boolean;
  /** Takes pasted text; true where it was used up and shall not be typed. */
  onPaste?: (text: string) => boolean;
}

const FONT_SIZE = 12;
/** What a pill has beside its text, and what the field has beside its pills. */
const PILL_EXTRA = 50;
const FIELD_EXTRA = 100;
const NARROWEST = 220;
const WIDEST = 640;

function listOf(options: ComboboxOption[]): string {
  return JSON.stringify(options.map(({ value }) => value));
}

/**
 * Grafana's field for several values, which hands on entries only, each choice once, given a width that shows them. It
 * measures itself: of Grafana's own widths a number is taken for pixels, and `auto` shrinks with what it hides.
 */
export function MultiPicker(props: Props) {
  const { id, label, placeholder, customValueDescription, prefersTyped = false, options, value, onChange } = props;
  const name = useName(id);
  const takesTyped = customValueDescription !== undefined;
  const pills = value.reduce((sum, option) => sum + measureText(option.label ?? '', FONT_SIZE).width + PILL_EXTRA, 0);
  const take = (given: Array<ComboboxOption | undefined> | undefined) => {
    if (!given) {
      return;
    }
    const chosen = given.flatMap((option) => (option && !option.infoOption ? [option] : []));
    if (listOf(chosen) !== listOf(value) && keys.isNew(listOf(chosen))) {
      onChange(chosen);
    }
  };
  const keys = useListKeys({
    options,
    takesTyped,
    prefersTyped,
    isChosen: false,
    isMany: true,
    take: (option) => take(value.some((other) => other.value === option.value) ? value : [...value, option]),
    opensAtFirst: props.opens,
  });
  const { entries } = keys;
  const chosen = useSame(value);
  const onTake = useSteady(take);
  const field = useMemo(
    () => (
      <MultiCombobox
        {...name.props}
        placeholder={placeholder}
        createCustomValue={takesTyped}
        customValueDescription={customValueDescription}
        options={entries}
        value={chosen}
        onChange={onTake}
      />
    ),
    [name.props, placeholder, takesTyped, customValueDescription, entries, chosen, onTake]
  );
  return (
    <div
      ref={keys.box}
      style={{ width: Math.min(WIDEST, Math.max(NARROWEST, pills + FIELD_EXTRA)), minWidth: 0, maxWidth: '100%' }}
      // A field of one line would run pasted lines together.
      onPasteCapture={(event) => {
        if (props.onPaste?.(event.clipboardData.getData('text'))) {
          event.preventDefault();
          event.stopPropagation();
        }
      }}
    >
      <Name id={name.id}>{label}</Name>
      {field}
    </div>
  );
}
