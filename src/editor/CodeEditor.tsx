import { EditorRow, EditorRows } from '@grafana/plugin-ui';
import { lazy, Suspense, useState } from 'react';
import { type BasetenQuery } from '../types';
import { PlainField } from './code/PlainField';
import { Options } from './Options';
import { edited, readable } from './readable';

interface Props {
  id: string;
  query: BasetenQuery;
  /** Takes the query without running it. */
  onEdit: (query: BasetenQuery) => void;
  /** Takes the query and runs it. */
  onChange: (query: BasetenQuery) => void;
}

const Field = lazy(async () => {
  try {
    return { default: (await import('./code/PromQLField')).PromQLField };
  } catch {
    // A chunk that can't be fetched must not take the text away.
    return { default: PlainField };
  }
});

/** PromQL as a person writes it. */
export function CodeEditor({ id, query, onEdit, onChange }: Props) {
  // The cursor moves along when the plain field that was typed in gives way.
  const [focused, setFocused] = useState(false);
  const shown = readable(query);
  const field = {
    id,
    value: shown.expr ?? '',
    onEdit: (expr: string) => onEdit({ ...query, expr }),
    onRun: (expr: string) => onChange({ ...query, expr }),
  };
  return (
    <EditorRows>
      <EditorRow>
        <Suspense fallback={<PlainField {...field} onFocusChange={setFocused} />}>
          <Field {...field} autoFocus={focused} />
        </Suspense>
      </EditorRow>
      <EditorRow>
        <Options id={id} entry={undefined} query={shown} onChange={(next) => onChange(edited(query, shown, next))} />
      </EditorRow>
    </EditorRows>
  );
}
