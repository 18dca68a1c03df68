import { EditorField } from '@grafana/plugin-ui';
import { t } from '../../i18n';
import { TextField } from './TextField';

const words = () => ({
  badStatus: {
    label: t('editor.status.bad', 'Failed are'),
    placeholder: t('editor.status.bad-usual', 'the server’s faults'),
    tooltip: t(
      'editor.status.bad-about',
      'A pattern on status_code: which requests count as failed. Else 5xx and 429, gRPC 2, 4, 8 and 12 to 15, WebSocket 1006 and 1011 to 1015.'
    ),
  },
  validStatus: {
    label: t('editor.status.valid', 'Counted are'),
    placeholder: t('editor.status.valid-usual', 'all but the client’s'),
    tooltip: t(
      'editor.status.valid-about',
      "A pattern on status_code: which requests count at all. Else all but the client's own mistakes and those whose client left; unknown codes count and are not failed."
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
