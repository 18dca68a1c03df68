import { EditorField } from '@grafana/plugin-ui';
import { type BasetenQuery } from '../../types';
import { withoutUndefined } from '../changes';
import { type ScalingSetting, scalingTexts } from '../texts/scalingTexts';
import { TextField } from './TextField';

interface Props {
  id: string;
  field: ScalingSetting;
  query: BasetenQuery;
  onChange: (query: BasetenQuery) => void;
}

const numberKind = (field: ScalingSetting) => {
  switch (field) {
    case 'scaleDownDelay':
      return undefined;
    case 'minReplicas':
    case 'maxReplicas':
      return 'count';
    default:
      return 'decimal';
  }
};

/** The query with a setting as it was typed: a number, a duration, or a dashboard variable. */
function withSetting(query: BasetenQuery, field: ScalingSetting, text: string | undefined): BasetenQuery {
  const isNumber = text !== undefined && field !== 'scaleDownDelay' && Number.isFinite(Number(text));
  return withoutUndefined(Object.assign({ ...query }, { [field]: isNumber ? Number(text) : text }));
}

/** A setting of the autoscaler to try; an empty field is what a new deployment has. */
export function ScalingField({ id, field, query, onChange }: Props) {
  const { label, usual, about } = scalingTexts()[field];
  const value: string | number | undefined = query[field];
  return (
    <EditorField label={label} tooltip={about} width={14}>
      <TextField
        id={`${id}-${field}`}
        label={label}
        placeholder={usual}
        number={numberKind(field)}
        takesVariables
        value={typeof value === 'number' ? String(value) : value}
        onChange={(text) => onChange(withSetting(query, field, text))}
      />
    </EditorField>
  );
}
