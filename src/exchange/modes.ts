/** Switching between builder and code. */
import {
  parseDuration,
  quoteMeta,
  translate,
  type TranslateContext,
  type Translation,
  wholeVariable,
} from '../translator';
import { type BasetenQuery } from '../types';

/**
 * Variables can't be translated: only a panel knows what they hold. For handing PromQL to a person they must stay
 * what they are, so each stands behind a name that survives the translation and is put back afterwards.
 */
class Placeholders {
  private readonly put = new Map<string, string>();

  text(variable: string): string {
    const name = `baseten_variable_${this.put.size}_`;
    this.put.set(name, variable);
    return name;
  }

  duration(variable: string): string {
    // Long and odd enough that nobody has written it.
    const ms = 86_399_000_017 + this.put.size;
    const name = `${ms}ms`;
    this.put.set(name, variable);
    return parseDuration(name) === null ? variable : name;
  }

  restore(text: string): string {
    let out = text;
    this.put.forEach((variable, name) => {
      out = out.replaceAll(name, variable);
    });
    return out;
  }
}

function hide(query: BasetenQuery, placeholders: Placeholders): BasetenQuery {
  const isVariable = (text: string) => wholeVariable(text) !== null;
  const duration = (text: string | undefined) => {
    const macro = text !== undefined && /__(?:rate_interval|interval|range)\b/.test(text);
    return text !== undefined && isVariable(text) && !macro ? placeholders.duration(text) : text;
  };
  return {
    ...query,
    filters: query.filters?.map((filter) => {
      const variables = filter.values.filter(isVariable);
      if (variables.length === 0) {
        return filter;
      }
      // A variable may come to hold several values, which only a pattern can match.
      const literal = filter.operator === '=' || filter.operator === '!=';
      return {
        ...filter,
        operator: filter.operator === '!=' || filter.operator === '!~' ? '!~' : '=~',
        values: filter.values.map((value) =>
          isVariable(value) ? placeholders.text(value) : literal ? quoteMeta(value) : value
        ),
      };
    }),
    groupBy: query.groupBy?.map((label) => (isVariable(label) ? placeholders.text(label) : label)),
    window: duration(query.window),
    offset: duration(query.offset),
    // Subqueries look by it.
    interval: query.interval !== undefined && isVariable(query.interval) ? undefined : query.interval,
    legendFormat: undefined,
  };
}

/** The PromQL of a builder query as a person would write it: variables stay. Throws as `translate` does. */
export function promqlOf(query: BasetenQuery, context: TranslateContext = {}): string {
  const placeholders = new Placeholders();
  const { expr } = translate(hide({ ...query, editorMode: 'builder' }, placeholders), context);
  return placeholders.restore(expr);
}

/** What a builder query reads, with variables as they are written. Throws as `translate` does. */
export function selectsOf(query: BasetenQuery): Translation['selects'] {
  const placeholders = new Placeholders();
  const { selects } = translate(hide({ ...query, editorMode: 'builder' }, placeholders));
  return selects.map((select) => ({
    ...select,
    matchers: select.matchers.map((matcher) => ({ ...matcher, value: placeholders.restore(matcher.value) })),
  }));
}

/** From builder to code: the PromQL is taken along, the builder's fields stay beside it. */
export function toCode(query: BasetenQuery, kept?: string, context: TranslateContext = {}): BasetenQuery {
  let expr = kept ?? query.expr ?? '';
  if (kept === undefined) {
    try {
      expr = promqlOf(query, context);
    } catch {
      // What can't be translated yet leaves the text that was there, or an empty one to start with.
    }
  }
  return { ...query, editorMode: 'code', expr };
}

/** From code to builder: the builder's fields are what they were. The text is no part of a saved builder query. */
export function toBuilder(query: BasetenQuery): BasetenQuery {
  const { expr: _text, ...rest } = query;
  return { ...rest, editorMode: 'builder' };
}
