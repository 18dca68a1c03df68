/** What the PromQL field can do beside taking text. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  type Completion,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { linter, lintKeymap } from '@codemirror/lint';
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  keymap,
  MatchDecorator,
  placeholder,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import {
  type CompleteStrategy,
  newCompleteStrategy,
  type PrometheusClient,
  PromQLExtension,
} from '@prometheus-io/codemirror-promql';
import { t } from '../../i18n';
import { isTooDeep } from '../../translator';
import { type Search } from './client';
import { opensUnasked, passesWhole } from './unasked';
import { placeholderText } from './field';
import { diagnose } from './lint';
import { variablePattern } from './mask';

const marker = new MatchDecorator({ regexp: variablePattern(), decoration: Decoration.mark({ class: 'cm-variable' }) });

class Variables {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = marker.createDeco(view);
  }

  update(update: ViewUpdate) {
    this.decorations = marker.updateDeco(update, this.decorations);
  }
}

/** Variables and macros in a colour of their own, in strings as well. */
const variables = ViewPlugin.fromClass(Variables, { decorations: (plugin) => plugin.decorations });

/** In the order of the picker's lists, and many times as fast as by the rules of a language, with 100,000 values. */
function byCodeUnits(a: Completion, b: Completion): number {
  const [left, right] = [a.sortText ?? a.label, b.sortText ?? b.label];
  return left < right ? -1 : Number(left > right);
}

const NO_GRAMMAR: Extension = [];

/** The string that ends at the cursor, from its quote on. */
const STRING_SO_FAR = /["'`][^"'`]*/;

/** Completion that asks again with each letter while the server has more values than it sent. */
function completion(client: PrometheusClient, search: Search): CompleteStrategy {
  const whole = newCompleteStrategy({ remote: client });
  return {
    promQL: async (context) => {
      const string = context.matchBefore(STRING_SO_FAR);
      search.typed = string?.text.slice(1) ?? '';
      const result = await whole.promQL(context);
      if (!result || (!context.explicit && !opensUnasked(context, result.from))) {
        return null;
      }
      return string && search.partial ? { ...result, validFor: undefined } : result;
    },
    destroy: () => whole.destroy?.(),
  };
}

/** PromQL's colours and completion, but for a text whose tree would be too deep to walk: that one stays plain. */
function grammar(client: PrometheusClient, search: Search, doc: string): Extension {
  const completeStrategy = completion(client, search);
  const whole = new PromQLExtension().setComplete({ completeStrategy }).activateLinter(false).asExtension();
  const place = new Compartment();
  const inPlace = (text: string) => (isTooDeep(text) ? NO_GRAMMAR : whole);
  return [
    place.of(inPlace(doc)),
    EditorState.transactionExtender.of(({ docChanged, newDoc, startState }) => {
      const next = docChanged ? inPlace(newDoc.toString()) : undefined;
      return next && next !== place.get(startState) ? { effects: place.reconfigure(next) } : null;
    }),
  ];
}

interface Wishes {
  /** The text to start from. */
  doc: string;
  client: PrometheusClient;
  /** Shared with the client, which asks by it. */
  search: Search;
  onRun: (text: string) => void;
  onEdit: (text: string) => void;
}

/** Tab is left to the page, so that one gets out by keyboard. */
export function extensionsOf({ doc, client, search, onRun, onEdit }: Wishes): Extension[] {
  const run = (view: EditorView) => {
    onRun(view.state.doc.toString());
    return true;
  };
  return [
    Prec.highest(
      keymap.of([
        { key: 'Mod-Enter', run },
        { key: 'Ctrl-Enter', run },
        // As in Grafana's own editors.
        { key: 'Shift-Enter', run },
        // Before completion's own key.
        { key: 'Enter', run: passesWhole },
      ])
    ),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ compareCompletions: byCodeUnits }),
    grammar(client, search, doc),
    linter((view) => diagnose(view.state.doc), { delay: 500 }),
    variables,
    EditorView.lineWrapping,
    placeholder(placeholderText()),
    EditorView.contentAttributes.of({ 'aria-label': t('editor.code.label', 'PromQL'), spellcheck: 'false' }),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) {
        onEdit(update.state.doc.toString());
      }
    }),
    EditorView.domEventHandlers({
      blur: (_, view) => {
        onRun(view.state.doc.toString());
        return false;
      },
    }),
  ];
}
