import { EditorRow, EditorRows } from '@grafana/plugin-ui';
import { TextArea } from '@grafana/ui';
import { type BasetenQuery } from '../types';
import { withoutUndefined } from './changes';
import { Options } from './Options';

interface Props {
  id: string;
  query: BasetenQuery;
  /** Takes the query without running it. */
  onEdit: (query: BasetenQuery) => void;
  /** Takes the query and runs it. */
  onChange: (query: BasetenQuery) => void;
}

/** PromQL as a person writes it. */
export function CodeEditor({ id, query, onEdit, onChange }: Props) {
  return (
    <EditorRows>
      <EditorRow>
        <TextArea
          id={`${id}-expr`}
          aria-label="PromQL"
          rows={4}
          spellCheck={false}
          placeholder="PromQL, run with Ctrl+Enter or by leaving the field"
          value={query.expr ?? ''}
          onChange={(event) => onEdit({ ...query, expr: event.currentTarget.value })}
          onBlur={() => onChange(query)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              onChange(query);
            }
          }}
          style={{ fontFamily: 'monospace' }}
        />
      </EditorRow>
      <EditorRow>
        <Options id={id} entry={undefined} query={query} onChange={(next) => onChange(withoutUndefined(next))} />
      </EditorRow>
    </EditorRows>
  );
}
