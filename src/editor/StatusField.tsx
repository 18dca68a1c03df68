import { EditorField } from '@grafana/plugin-ui';
import { t } from '../i18n';
import { DEFAULT_BAD_STATUS, DEFAULT_VALID_STATUS } from '../promql';
import { TextField } from './TextField';

const words = () => ({
  badStatus: {
    label: t('editor.status.bad', 'Failed are'),
    placeholder: DEFAULT_BAD_STATUS,
    tooltip: t('editor.status.bad-about', 'A pattern on status_code: which requests count as failed.'),
  },
  validStatus: {
    label: t('editor.status.valid', 'Counted are'),
    placeholder: DEFAULT_VALID_STATUS,
    tooltip: t(
      'editor.status.valid-about',
      "A pattern on status_code: which requests count at all. The client's own mistakes don't."
    ),
  },
});

interface Props {
  id: string;
  field: keyof ReturnType<typeof words>;
  value: string | undefined;
  onChange: (pattern: string | undefined) => void;
}

/** Which status codes a ratio is about. */
export function StatusField({ id, field, value, onChange }: Props) {
  const { label, placeholder, tooltip } = words()[field];
  return (
    <EditorField label={label} width={16} tooltip={tooltip}>
      <TextField id={id} label={label} placeholder={placeholder} value={value} onChange={onChange} />
    </EditorField>
  );
}
