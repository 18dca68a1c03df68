/** What a PromQL text selects, read by the parser of Prometheus's own user interface. */
import { parser } from '@prometheus-io/lezer-promql';

export interface Selected {
  metric: string;
  matchers: Array<{ label: string; operator: string; value: string }>;
}

const QUOTED_OR_MACRO = /"(?:[^"\\]|\\.)*"|\$__(?:rate_interval|interval|range)\b/g;
const withoutMacros = (expr: string) => expr.replace(QUOTED_OR_MACRO, (found) => (found[0] === '"' ? found : '5m'));
/** What the printer writes in quotes is a JSON text too. */
const unquote = (text: string): string => (text.startsWith('"') ? JSON.parse(text) : text);

/** The selectors of a PromQL text, macros and all. Throws where it is none. */
export function selectorsOf(expr: string): Selected[] {
  const text = withoutMacros(expr);
  const found: Selected[] = [];
  let matcher = { label: '', operator: '', value: '' };
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) {
        throw new Error(`not PromQL at ${node.from}: ${text}`);
      }
      const word = text.slice(node.from, node.to);
      const last = found[found.length - 1];
      const inMatcher = node.node.parent?.name.endsWith('LabelMatcher') ?? false;
      if (node.name === 'VectorSelector') {
        found.push({ metric: '', matchers: [] });
      } else if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector' && last) {
        last.metric = word;
      } else if (inMatcher && node.name.endsWith('LabelName')) {
        matcher = { label: unquote(word), operator: '', value: '' };
        last?.matchers.push(matcher);
      } else if (node.name === 'MatchOp') {
        matcher.operator = word;
      } else if (inMatcher && node.name === 'StringLiteral') {
        matcher.value = unquote(word);
      }
    },
  });
  return found;
}
