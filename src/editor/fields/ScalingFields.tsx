import { EditorField } from '@grafana/plugin-ui';
import { type MeasureParameter } from '../../translator';
import { type BasetenQuery } from '../../types';
import { withoutUndefined } from '../changes';
import { SCALING_FIELDS, type ScalingField, scalingTexts } from '../texts/scalingTexts';
import { TextField } from './TextField';

interface Props {
  id: string;
  /** What the metric reads. */
  parameters: MeasureParameter[];
  query: BasetenQuery;
  onChange: (query: BasetenQuery) => void;
}

const numberKind = (field: ScalingField) => {
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
function withSetting(query: BasetenQuery, field: ScalingField, text: string | undefined): BasetenQuery {
  const isNumber = text !== undefined && field !== 'scaleDownDelay' && Number.isFinite(Number(text));
  return withoutUndefined(Object.assign({ ...query }, { [field]: isNumber ? Number(text) : text }));
}

/** Settings of the autoscaler to try; an empty field is what a new deployment has. */
export function ScalingFields({ id, parameters, query, onChange }: Props) {
  const words = scalingTexts();
  return (
    <>
      {SCALING_FIELDS.filter((field) => parameters.includes(field)).map((field) => {
        const { label, usual, about } = words[field];
        const value: string | number | undefined = query[field];
        return (
          <EditorField key={field} label={label} tooltip={about} width={14}>
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
      })}
    </>
  );
}
