import { Combobox, type ComboboxOption, FieldValidationMessage } from '@grafana/ui';
import { useMemo } from 'react';
import { Name, useName } from './Name';
import { type Options, useHeld, useListKeys } from './useListKeys';
import { useSteady } from './useSteady';

interface Props<T extends string> {
  id?: string;
  /** Name for screen readers. */
  label: string;
  placeholder?: string;
  options: Options<T>;
  /** The chosen entry, or its value where the entries say the rest. */
  value: T | ComboboxOption<T> | null;
  /** Called when another entry is chosen, never with the one that is. */
  onChange: (value: T) => void;
  /** Makes the field one that can be emptied, and says that it was. */
  onClear?: () => void;
  /** Makes typed text an entry, which Enter prefers; what is said of it in the list. For lists of any text. */
  customValueDescription?: string;
  /** In steps of 8 pixels; without it all there is. */
  width?: number;
  autoFocus?: boolean;
  loading?: boolean;
  /** Why what was typed could not be taken. */
  problem?: string;
}

/**
 * Grafana's field for one value of a list, which hands on entries only, each once. Left to itself it hands on nothing
 * where Enter meets no entry, and one entry again and again while the page is busy with it. It is drawn anew only for what
 * it shows: of the ten in an editor a change concerns one.
 */
export function Picker<T extends string>(props: Props<T>) {
  const { id, label, options, onChange, onClear, customValueDescription, problem } = props;
  const { placeholder, width, autoFocus, loading } = props;
  const name = useName(id);
  const takesTyped = customValueDescription !== undefined;
  const given = typeof props.value === 'string' ? { value: props.value } : props.value;
  const chosen = given?.value;
  const { label: word, description } = given ?? {};
  const isWhole = typeof props.value !== 'string';
  // An entry that is another object at each rendering would be another choice to the field.
  const current = useMemo(
    () => (chosen === undefined ? null : isWhole ? { value: chosen, label: word, description } : chosen),
    [chosen, word, description, isWhole]
  );
  const take = (option: ComboboxOption<T> | null | undefined) => {
    if (option === null) {
      onClear?.();
    } else if (option && !option.infoOption && option.value !== chosen && keys.isNew(option.value)) {
      onChange(option.value);
    }
  };
  const isChosen = chosen !== undefined;
  const keys = useListKeys({ options, takesTyped, prefersTyped: takesTyped, isChosen, isMany: false, take });
  const value = useHeld(current, keys.isTyping);
  const { entries } = keys;
  const onTake = useSteady(take);
  const invalid = problem !== undefined;
  const isClearable = onClear !== undefined;
  const field = useMemo(() => {
    const looks = { placeholder, width, autoFocus, loading, invalid };
    const list = { options: entries, value, createCustomValue: takesTyped, customValueDescription };
    const shown = { ...name.props, ...looks, ...list };
    return isClearable ? (
      <Combobox {...shown} isClearable onChange={onTake} />
    ) : (
      <Combobox {...shown} onChange={onTake} />
    );
  }, [
    name.props,
    placeholder,
    width,
    autoFocus,
    loading,
    invalid,
    entries,
    value,
    takesTyped,
    customValueDescription,
    isClearable,
    onTake,
  ]);
  return (
    <div ref={keys.box}>
      <Name id={name.id}>{label}</Name>
      {field}
      {problem !== undefined && <FieldValidationMessage>{problem}</FieldValidationMessage>}
    </div>
  );
}
