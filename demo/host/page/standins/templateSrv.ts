import type { ScopedVars, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

type Replace = NonNullable<TemplateSrv['replace']>;
type Format = Parameters<Replace>[2];

/** Grafana's own token for "All" among a variable's values. */
export const ALL = '$__all';

/** A query variable of a dashboard, with what its picker offers and what is chosen. */
export interface DemoVariable {
  name: string;
  label: string;
  multi: boolean;
  includeAll: boolean;
  /** The query that its options come from. */
  query: unknown;
  options: Array<{ text: string; value: string }>;
  /** Chosen values; `$__all` alone for All. */
  values: string[];
}

const reference = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.[^:^}]+)?(?::([^}]+))?\}/g;

/**
 * Stands in for Grafana's templateSrv: fills in scoped variables and the dashboard's query variables, with a format
 * function or one of the plain formats. Grafana knows more kinds of variables and more formats.
 */
export class DemoTemplateSrv implements TemplateSrv {
  private variables: DemoVariable[] = [];

  /** Sets the variables that `replace` knows: those of the dashboard that is shown, or none. */
  setVariables(variables: DemoVariable[]): void {
    this.variables = variables;
  }

  getVariables(): TypedVariableModel[] {
    const models = this.variables.map(({ values, ...variable }) => ({
      ...variable,
      type: 'query',
      regex: '',
      allValue: null,
      current: { value: values, text: values.map((value) => textOf(variable.options, value)) },
    }));
    // The real models have some twenty fields more, none of which a data source reads.
    const list: TypedVariableModel[] = JSON.parse(JSON.stringify(models));
    return list;
  }

  replace: Replace = (target, scopedVars, format) => {
    if (!target) {
      return target ?? '';
    }
    return target.replace(
      reference,
      (match: string, plain?: string, square?: string, squareFormat?: string, curly?: string, curlyFormat?: string) => {
        const name = plain ?? square ?? curly ?? '';
        const found = this.find(name, scopedVars);
        return found === undefined ? match : this.write(found, name, curlyFormat ?? squareFormat ?? format);
      }
    );
  };

  containsTemplate(target?: string): boolean {
    return [...(target ?? '').matchAll(reference)].some((match) => {
      const name = match[1] ?? match[2] ?? match[4] ?? '';
      return this.variables.some((variable) => variable.name === name);
    });
  }

  updateTimeRange(): void {
    // Time macros are resolved by the plugin's backend.
  }

  private find(name: string, scopedVars: ScopedVars | undefined): string | string[] | undefined {
    const scoped = scopedVars?.[name];
    if (scoped) {
      const value: unknown = scoped.value;
      return Array.isArray(value) ? value.map(String) : String(value);
    }
    const variable = this.variables.find((candidate) => candidate.name === name);
    if (!variable) {
      return undefined;
    }
    // All stands for every option, as in Grafana.
    const values = variable.values.includes(ALL) ? variable.options.map(({ value }) => value) : variable.values;
    return variable.multi || variable.values.includes(ALL) ? values : (values[0] ?? '');
  }

  private write(value: string | string[], name: string, format: Format): string {
    if (typeof format === 'function') {
      const variable = this.variables.find((candidate) => candidate.name === name);
      const { multi = Array.isArray(value), includeAll = false } = variable ?? {};
      return String(format(value, { name, type: 'query', multi, includeAll }));
    }
    const values = Array.isArray(value) ? value : [value];
    switch (format) {
      case 'raw':
      case 'csv':
        return values.join(',');
      case 'pipe':
        return values.join('|');
      case 'json':
        return JSON.stringify(value);
      case 'regex':
        return values.map((single) => single.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&')).join('|');
      default:
        return values.length === 1 ? (values[0] ?? '') : `{${values.join(',')}}`;
    }
  }
}

function textOf(options: DemoVariable['options'], value: string): string {
  return value === ALL ? 'All' : (options.find((option) => option.value === value)?.text ?? value);
}
