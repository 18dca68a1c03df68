import { queryFields } from '../../translator';
import { type BasetenQuery } from '../../types';
import { withoutUndefined } from '../changes';
import { plainTexts } from '../texts/parameterTexts';
import { TextField } from './TextField';
import { EditorField } from '../layout';

type PlainName = keyof ReturnType<typeof plainTexts>;

interface Props {
  id: string;
  field: PlainName;
  query: BasetenQuery;
  onChange: (query: BasetenQuery) => void;
}

/** The query with a field as it was typed: a number, a text, or a dashboard variable. */
function withTyped(query: BasetenQuery, field: PlainName, text: string | undefined): BasetenQuery {
  const isNumber = text !== undefined && queryFields[field].kind === 'number' && Number.isFinite(Number(text));
  return withoutUndefined(Object.assign({ ...query }, { [field]: isNumber ? Number(text) : text }));
}

/** A field that some calculations and measures read, filled in as a text; an empty one means its default. */
export function PlainField({ id, field, query, onChange }: Props) {
  const { label, usual, about, whole } = plainTexts()[field];
  const value: string | number | undefined = query[field];
  return (
    <EditorField label={label} tooltip={about} width={queryFields[field].kind === 'codes' ? 16 : 14}>
      <TextField
        id={`${id}-${field}`}
        label={label}
        placeholder={usual}
        number={queryFields[field].kind === 'number' ? (whole ? 'count' : 'decimal') : undefined}
        takesVariables
        value={typeof value === 'number' ? String(value) : value}
        onChange={(text) => onChange(withTyped(query, field, text))}
      />
    </EditorField>
  );
}
