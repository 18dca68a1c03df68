/**
 * Variables in PromQL that a person wrote. They expect what Grafana's Prometheus data source does: values that stand
 * in a pattern are escaped, several become alternatives. What a value needs depends on the quotes around it, so the
 * text is read once from the left.
 */
import { quoteMeta } from '../translator';
import { isMacro, spellingAt, type Resolved, type Variables } from './variables';

type Quote = '"' | "'" | '`';

/** Where in the text a variable stands. */
interface Place {
  quote: Quote | undefined;
  /** The text in quotes is a pattern (`=~`, `!~`). */
  pattern: boolean;
}

function escapeIn(text: string, quote: Quote): string {
  if (quote === '`') {
    // Nothing can be escaped between backticks.
    return text;
  }
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, '\\' + quote)
    .replaceAll('\n', '\\n');
}

function alternatives(values: string[]): string {
  return values.length === 1 ? (values[0] ?? '') : `(${values.join('|')})`;
}

function render(resolved: Exclude<Resolved, { kind: 'unknown' }>, { quote, pattern }: Place): string {
  if (resolved.kind === 'pattern') {
    return resolved.pattern;
  }
  if (!quote) {
    return resolved.values.join(', ');
  }
  // All of a chained variable is less than everything, and what chained it has no place within the quotes.
  if (resolved.kind === 'all' && !resolved.chain && pattern) {
    return '.*';
  }
  if (resolved.values.length === 0) {
    return '';
  }
  // A variable that holds one value only may well be a pattern that was typed into a text box.
  const literal = resolved.kind === 'values' && (pattern ? !resolved.several : resolved.values.length === 1);
  return escapeIn(alternatives(literal ? resolved.values : resolved.values.map(quoteMeta)), quote);
}

/** Fills variables into PromQL. Macros of the backend and unknown names stay as they are. */
export function interpolateCode(text: string, variables: Variables): string {
  let out = '';
  let place: Place = { quote: undefined, pattern: false };
  for (let i = 0; i < text.length;) {
    const char = text.charAt(i);
    const spelling = char === '$' || char === '[' ? spellingAt(text, i) : undefined;
    if (spelling) {
      out += isMacro(spelling) ? spelling.text : fill(spelling);
      i += spelling.text.length;
      continue;
    }
    if (place.quote) {
      if (char === '\\' && place.quote !== '`') {
        out += text.slice(i, i + 2);
        i += 2;
        continue;
      }
      if (char === place.quote) {
        place = { quote: undefined, pattern: false };
      }
    } else if (char === '"' || char === "'" || char === '`') {
      place = { quote: char, pattern: /[=!]~\s*$/.test(out.slice(-16)) };
    } else if (char === '#') {
      // A quote in a comment opens nothing.
      const end = text.indexOf('\n', i);
      const comment = text.slice(i, end === -1 ? undefined : end);
      out += comment;
      i += comment.length;
      continue;
    }
    out += char;
    i += 1;
  }
  return out;

  function fill(spelling: NonNullable<ReturnType<typeof spellingAt>>): string {
    if (spelling.format !== undefined) {
      const text = variables.replaceText(spelling, ', ');
      // Grafana escapes for the pattern and knows nothing of the quotes, where its backslash alone is no PromQL.
      return spelling.format === 'regex' && place.quote ? escapeIn(text, place.quote) : text;
    }
    const resolved = variables.resolve(spelling);
    return resolved.kind === 'unknown' ? spelling.text : render(resolved, place);
  }
}
