/** When completion may speak up by itself: Enter takes the first entry of an open list, and after a finished query it is meant for a new line. */
import { closeCompletion, type CompletionContext, selectedCompletion } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { type EditorState } from '@codemirror/state';
import { type EditorView } from '@codemirror/view';
import { StringLiteral } from '@prometheus-io/lezer-promql';

/** Behind these something has to follow: an argument, a label, a value. */
const OPENER = /[({,]\s*$/;
/** A matcher's operator as far as it is typed, with its label: the value is still to come. */
const MATCHER = /[{,]\s*[\w.:]+\s*[=!~]+$/;
/** A duration in brackets that lacks its unit. */
const NUMBER_IN_BRACKETS = /\[[^\]]*\d$/;

/** As far back as the place is looked at, lines included. */
const FAR_ENOUGH = 500;

/** In a string that is still open; behind its closing quote a matcher is finished. */
function isInString(state: EditorState, pos: number): boolean {
  const { type, from, to } = syntaxTree(state).resolveInner(pos, -1);
  return type.id === StringLiteral && (pos < to || to - from < 2);
}

/**
 * Whether a list opens unasked: for a word that has been begun, and where something has to follow. Behind what may be a whole
 * expression already (a closed bracket or string, a number, an operator, whose operand goes on the next line as well as on
 * this one) it waits for Ctrl+Space.
 * @param from where the text begins that an entry of the list would replace
 */
export function opensUnasked({ state, pos }: CompletionContext, from: number): boolean {
  if (isInString(state, pos)) {
    return true;
  }
  const before = state.sliceDoc(Math.max(0, pos - FAR_ENOUGH), pos);
  const begun = state.sliceDoc(from, pos);
  return (
    /[A-Za-z_:]$/.test(before) ||
    /^[A-Za-z_:][\w:]*$/.test(begun) ||
    OPENER.test(before) ||
    MATCHER.test(before) ||
    NUMBER_IN_BRACKETS.test(before)
  );
}

/** At Enter, where the chosen entry stands there already: closes the list, and leaves the key to the new line. */
export function passesWhole(view: EditorView): boolean {
  const chosen = selectedCompletion(view.state);
  const { head } = view.state.selection.main;
  if (chosen && chosen.apply === undefined) {
    const { label } = chosen;
    const before = view.state.sliceDoc(Math.max(0, head - label.length - 1), head);
    const isWord = /^[\w:]/.test(before) && before.length > label.length;
    if (before.endsWith(label) && !isWord) {
      closeCompletion(view);
    }
  }
  return false;
}
