import { EditorRow } from '@grafana/plugin-ui';
import { Button, Text } from '@grafana/ui';
import { t } from '../i18n';
import { type BasetenQuery } from '../types';

/** A change that took something away, and what the query was before it. */
export interface Undo {
  text: string;
  before: BasetenQuery;
}

interface Props {
  undo: Undo;
  onUndo: (before: BasetenQuery) => void;
}

/** Says what a change took away, with the way back. */
export function UndoRow({ undo, onUndo }: Props) {
  return (
    <EditorRow>
      <div role="status">
        <Text color="secondary" variant="bodySmall">
          {undo.text}
        </Text>
      </div>
      <Button type="button" size="sm" variant="secondary" icon="history" onClick={() => onUndo(undo.before)}>
        {t('editor.undo', 'Undo')}
      </Button>
    </EditorRow>
  );
}
