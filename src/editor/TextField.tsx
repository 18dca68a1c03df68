import { Input } from '@grafana/ui';

interface Props {
  id: string;
  label: string;
  placeholder: string;
  value: string | undefined;
  width?: number;
  /** Called when editing ends, not at each key; empty means the default. */
  onChange: (text: string | undefined) => void;
}

/** A text that takes effect when it is finished, by Enter or by leaving the field. */
export function TextField({ id, label, placeholder, value, width, onChange }: Props) {
  const finish = (input: HTMLInputElement) => {
    const text = input.value.trim() || undefined;
    if (text !== (value || undefined)) {
      onChange(text);
    }
  };
  return (
    <Input
      // A value that changes from outside replaces what stands here.
      key={String(value)}
      id={id}
      aria-label={label}
      placeholder={placeholder}
      width={width}
      defaultValue={value}
      onBlur={(event) => finish(event.currentTarget)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          finish(event.currentTarget);
        }
      }}
    />
  );
}
