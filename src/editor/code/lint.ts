/** Mistakes in PromQL that holds Grafana's variables and macros. */
import { EditorState, type Text } from '@codemirror/state';
import { type Diagnostic } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { LanguageType, promQLLanguage, PromQLExtension } from '@prometheus-io/codemirror-promql';
import { isTooDeep } from '../../translator';
import { masked, type Reading } from './mask';

/** Above this many characters nothing is marked: checking at each pause would make typing stutter, and the server checks anyway. */
export const LINT_LIMIT = 20_000;

const check = new PromQLExtension().getLinter();
const language = promQLLanguage(LanguageType.PromQL);

function read(text: string, reading: Reading): readonly Diagnostic[] {
  const view = new EditorView({ state: EditorState.create({ doc: masked(text, reading), extensions: [language] }) });
  try {
    const found = check.promQL.call(check)(view);
    // Its type allows an answer that comes later; this linter asks nobody.
    return 'length' in found ? found : [];
  } finally {
    view.destroy();
  }
}

function place({ from, to, message }: Diagnostic): string {
  return `${from} ${to} ${message}`;
}

/**
 * What is wrong, with places in the text. A variable may come to be a name or a number, so only what is wrong with both
 * readings is a mistake. Throws nothing.
 */
export function diagnose(doc: Text): Diagnostic[] {
  if (doc.length === 0 || doc.length > LINT_LIMIT) {
    return [];
  }
  const text = doc.toString();
  if (isTooDeep(text)) {
    return [];
  }
  const asNames = read(text, 'name');
  if (asNames.length === 0 || masked(text, 'number') === masked(text, 'name')) {
    return [...asNames];
  }
  const asNumbers = new Set(read(text, 'number').map(place));
  return asNames.filter((diagnostic) => asNumbers.has(place(diagnostic)));
}
