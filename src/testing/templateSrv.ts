/**
 * A stand-in for Grafana's templateSrv, for tests. It keeps to what plugins see of the real one: a format function is
 * asked for every variable that has a value, not for a custom all-value, which goes in as it is; a format written beside
 * the name wins; an unknown name stays. It knows no nested paths, no time macros and no recursion.
 */
import { type ScopedVars, type TypedVariableModel } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';

const ALL = '$__all';

export interface TestVariable {
  name: string;
  value: string | string[];
  text?: string | string[];
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string;
  regex?: string;
  query?: unknown;
  type?: 'query' | 'custom' | 'textbox' | 'constant' | 'interval';
  /** What "All" stands for. */
  options?: string[];
}

const pattern = /\$(\w+)|\$\{(\w+)(?:\.[^:}]+)?(?::([^}]+))?\}|\[\[(\w+)(?::(\w+))?\]\]/g;

function isAll(value: string | string[]): boolean {
  return Array.isArray(value) ? value.length === 1 && value[0] === ALL : value === ALL;
}

/** The stand-in with these variables; it records what it was asked to replace. */
export function templateSrv(variables: TestVariable[]): TemplateSrv & { asked: string[] } {
  const models = variables.map((variable) => ({
    type: 'query',
    multi: false,
    includeAll: false,
    regex: '',
    query: '',
    ...variable,
    current: { value: variable.value, text: variable.text ?? variable.value },
  }));
  const asked: string[] = [];
  return {
    asked,
    // The real models have many more fields, none of which this plugin reads.
    getVariables: () => {
      const list: TypedVariableModel[] = JSON.parse(JSON.stringify(models));
      return list;
    },
    containsTemplate: (target = '') => new RegExp(pattern).test(target),
    updateTimeRange: () => undefined,
    replace(target = '', scopedVars: ScopedVars = {}, format) {
      asked.push(target);
      return target.replace(pattern, (match, plain, braced, bracedFormat, bracketed, bracketFormat) => {
        const name: string = plain ?? braced ?? bracketed;
        const named: string | undefined = bracedFormat ?? bracketFormat;
        const apply = (value: unknown, model: unknown): string => {
          const list = (Array.isArray(value) ? value : [value]).map(String);
          if (named) {
            if (named === 'text') {
              const { text = value }: { text?: unknown } =
                scopedVars[name] ?? models.find((one) => one.name === name)?.current ?? {};
              return [text].flat().map(String).join(' + ');
            }
            return named === 'csv' ? list.join(',') : named === 'pipe' ? list.join('|') : list.join(`{${named}}`);
          }
          return typeof format === 'function' ? String(format(value, model, apply)) : list.join(',');
        };
        const scoped = scopedVars[name];
        const model = models.find((candidate) => candidate.name === name);
        if (scoped !== undefined) {
          return apply(scoped.value, model ?? {});
        }
        if (!model) {
          return match;
        }
        if (isAll(model.value)) {
          return model.allValue ? model.allValue : apply(model.options ?? [], model);
        }
        return apply(model.value, model);
      });
    },
  };
}
