import { EditorRow } from '@grafana/plugin-ui';
import { lazy, memo, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { type BasetenQuery } from '../types';
import { PlainField } from './code/PlainField';
import { Options } from './fields/Options';
import { edited, readable } from './readable';
import { EditorRows } from './layout';

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

function besideText(query: BasetenQuery): string {
  return JSON.stringify({ ...query, expr: undefined });
}

/** The options have nothing to do with the text, so typing leaves them alone. */
const OptionsBesideText = memo(
  Options,
  (before, after) => before.onChange === after.onChange && besideText(before.query) === besideText(after.query)
);

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
  const latest = useRef({ query, shown, onChange });
  useEffect(() => {
    latest.current = { query, shown, onChange };
  });
  const changeOptions = useCallback((next: BasetenQuery) => {
    const now = latest.current;
    now.onChange(edited(now.query, now.shown, { ...next, expr: now.shown.expr }));
  }, []);
  return (
    <EditorRows>
      <EditorRow>
        <Suspense fallback={<PlainField {...field} onFocusChange={setFocused} />}>
          <Field {...field} autoFocus={focused} />
        </Suspense>
      </EditorRow>
      <EditorRow>
        <OptionsBesideText id={id} entry={undefined} query={shown} onChange={changeOptions} />
      </EditorRow>
    </EditorRows>
  );
}
