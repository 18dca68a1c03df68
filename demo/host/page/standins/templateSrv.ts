import type { ScopedVars, TimeRange, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

type Replace = NonNullable<TemplateSrv['replace']>;
type Format = Parameters<Replace>[2];

/** A dashboard variable as far as the demo has one: a name and the values chosen. */
export interface DemoVariable {
  name: string;
  values: string[];
  multi: boolean;
}

const reference = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.[^:^}]+)?(?::([^}]+))?\}/g;

/**
 * Stands in for Grafana's templateSrv: fills in scoped variables and the page's own few, with a format function or one
 * of the plain formats. Grafana knows more kinds of variables and more formats.
 */
export class DemoTemplateSrv implements TemplateSrv {
  private variables: DemoVariable[] = [];

  /** Sets the variables that `replace` knows. */
  setVariables(variables: DemoVariable[]): void {
    this.variables = variables;
  }

  getVariables(): TypedVariableModel[] {
    // The models have some thirty fields each that nothing in the demo reads.
    return [];
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
        return found === undefined ? match : write(found, name, curlyFormat ?? squareFormat ?? format);
      }
    );
  };

  containsTemplate(target?: string): boolean {
    return [...(target ?? '').matchAll(reference)].some((match) => {
      const name = match[1] ?? match[2] ?? match[4] ?? '';
      return this.variables.some((variable) => variable.name === name);
    });
  }

  updateTimeRange(_timeRange: TimeRange): void {
    // Time macros are resolved by the plugin's backend.
  }

  private find(name: string, scopedVars: ScopedVars | undefined): string | string[] | undefined {
    const scoped = scopedVars?.[name];
    if (scoped) {
      return Array.isArray(scoped.value) ? scoped.value.map(String) : String(scoped.value);
    }
    const variable = this.variables.find((candidate) => candidate.name === name);
    if (!variable) {
      return undefined;
    }
    return variable.multi ? variable.values : (variable.values[0] ?? '');
  }
}

function write(value: string | string[], name: string, format: Format): string {
  if (typeof format === 'function') {
    return String(format(value, { name, type: 'custom', multi: Array.isArray(value), includeAll: false }));
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
