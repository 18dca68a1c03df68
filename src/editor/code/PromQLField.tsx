import { Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { Button, useTheme2 } from '@grafana/ui';
import { useEffect, useRef, useState } from 'react';
import { t } from '../../i18n';
import { scopeOf, useEditor } from '../context';
import { completionClient, newSearch } from './client';
import { extensionsOf } from './extensions';
import { type CodeFieldProps } from './field';
import { format } from './format';
import { themeOf } from './theme';

/** No page is so far behind. */
const MOST_HANDED = 50;

/** PromQL with colours, completion and marks on mistakes. Loaded only when it is opened: CodeMirror and the grammar are large. */
export function PromQLField(props: CodeFieldProps) {
  const { value } = props;
  const theme = useTheme2();
  const editor = useEditor();
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const [colours] = useState(() => new Compartment());
  const [unchanged, setUnchanged] = useState(false);
  // CodeMirror keeps its handlers for as long as it lives; these always hold those of the last rendering.
  const latest = useRef({ props, editor, theme });
  // Texts that were handed on and did not come back yet: what is among them is no change from outside.
  const handed = useRef<string[]>([]);
  useEffect(() => {
    latest.current = { props, editor, theme };
  });

  useEffect(() => {
    if (!parent.current) {
      return;
    }
    const { lookups, lookupLimit } = latest.current.editor.datasource;
    const search = newSearch();
    const client = completionClient(
      {
        labels: (scope) => lookups.labels(scope),
        labelValues: (scope) => lookups.labelValues(scope),
        scope: (metric, filters) => scopeOf(latest.current.editor, metric, filters),
        limit: lookupLimit,
      },
      search
    );
    const onEdit = (text: string) => {
      if (text !== latest.current.props.value) {
        handed.current = [...handed.current.slice(-MOST_HANDED), text];
        setUnchanged(false);
        latest.current.props.onEdit(text);
      }
    };
    const onRun = (text: string) => latest.current.props.onRun(text);
    const doc = latest.current.props.value;
    const created = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc,
        extensions: [extensionsOf({ doc, client, search, onRun, onEdit }), colours.of(themeOf(latest.current.theme))],
      }),
    });
    view.current = created;
    if (latest.current.props.autoFocus) {
      created.focus();
      created.dispatch({ selection: { anchor: created.state.doc.length } });
    }
    return () => {
      created.destroy();
      view.current = undefined;
    };
  }, [colours]);

  useEffect(() => {
    view.current?.dispatch({ effects: colours.reconfigure(themeOf(theme)) });
  }, [colours, theme]);

  useEffect(() => {
    const at = handed.current.lastIndexOf(value);
    handed.current = handed.current.slice(at + 1);
    if (at < 0 && view.current && value !== view.current.state.doc.toString()) {
      handed.current = [];
      view.current.dispatch({ changes: { from: 0, to: view.current.state.doc.length, insert: value } });
    }
  }, [value]);

  const onFormat = () => {
    const current = view.current;
    if (!current) {
      return;
    }
    const text = current.state.doc.toString();
    const shaped = format(text);
    setUnchanged(shaped === text);
    if (shaped !== text) {
      current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: shaped } });
    }
  };

  return (
    <div style={{ flexGrow: 1, minWidth: 0 }}>
      <div ref={parent} id={`${props.id}-expr`} />
      <Button
        size="sm"
        variant="secondary"
        fill="text"
        icon="brackets-curly"
        onClick={onFormat}
        tooltip={t(
          'editor.code.format-about',
          "One line, as Prometheus writes it. Comments and what can't be read stay as they are."
        )}
      >
        {unchanged ? t('editor.code.formatted', 'Nothing to format') : t('editor.code.format', 'Format')}
      </Button>
    </div>
  );
}
