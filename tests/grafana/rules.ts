/** The alert rules of a Grafana: as its scheduler has evaluated them, and as they are written. */
import type { APIRequestContext } from '@playwright/test';

export interface Alert {
  state: string;
  annotations: Record<string, string>;
  labels: Record<string, string>;
}

export interface Rule {
  uid: string;
  name: string;
  health: string;
  state: string;
  lastError?: string;
  lastEvaluation: string;
  alerts?: Alert[];
}

/** All rules, with their alerts. */
export async function readRules(request: APIRequestContext): Promise<Rule[]> {
  const answer = await request.get('/api/prometheus/grafana/api/v1/rules');
  const body: { data: { groups: Array<{ rules: Rule[] }> } } = await answer.json();
  return body.data.groups.flatMap(({ rules }) => rules);
}

/** The texts of a rule before anything is filled in, by the rule's uid. */
export async function readTemplates(request: APIRequestContext): Promise<Map<string, Record<string, string>>> {
  const answer = await request.get('/api/v1/provisioning/alert-rules');
  const rules: Array<{ uid: string; annotations: Record<string, string> }> = await answer.json();
  return new Map(rules.map(({ uid, annotations }) => [uid, annotations]));
}

/** How a number is written, by what the template does with it. */
const NUMBERS: Array<[RegExp, string]> = [
  [/^printf "%\.0f" \.Value$/, '-?\\d+'],
  [/^printf "%\.1f" \.Value$/, '-?\\d+\\.\\d'],
  [/^humanizePercentage \.Value$/, '-?\\d+(?:\\.\\d+)?%'],
  [/^humanizeDuration \.Value$/, '(?:\\d+[dhms] ?)+'],
];

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/**
 * What an alert with a value for everything has to say, whole: a pattern made of a rule's template. `{{ with … }}` stands for
 * its first half: the other half is for an alert whose values are not known, and a firing one knows them.
 * @throws Error where the template does something that isn't known here
 */
export function sentence(template: string, labels: Record<string, string>): RegExp {
  const tokens = template.split(/(\{\{.*?\}\})/).filter((token) => token !== '');
  let pattern = '';
  // What `.` is, from the outside in; what is left out is undefined.
  const dots: Array<{ dot: string; shown: boolean }> = [];
  for (const token of tokens) {
    const shown = dots.every((each) => each.shown);
    const action = /^\{\{-? *(.*?) *-?\}\}$/.exec(token)?.[1];
    const here = dots.at(-1);
    if (action === undefined) {
      pattern += shown ? literal(token) : '';
    } else if (action.startsWith('with ')) {
      dots.push({ dot: action.slice('with '.length), shown: true });
    } else if (action === 'else' && here) {
      here.shown = false;
    } else if (action === 'end' && here) {
      dots.pop();
    } else if (shown) {
      pattern += filledIn(action, here?.dot ?? '', labels);
    }
  }
  return new RegExp(`^${pattern}$`);
}

function filledIn(action: string, dot: string, labels: Record<string, string>): string {
  const label = /^\$labels\.(\w+)$/.exec(action === '.' ? dot : action)?.[1];
  if (label !== undefined && labels[label] !== undefined) {
    return literal(labels[label]);
  }
  const number = NUMBERS.find(([form]) => form.test(action))?.[1];
  if (number !== undefined && /^\$values\.\w+$/.test(dot)) {
    return number;
  }
  // Of the worst deployment or the commonest code, which are no labels of the alert.
  if (/^\.Labels\.\w+$/.test(action) && /^\$values\.\w+$/.test(dot)) {
    return '[^\\s{}<>\\[\\]]+';
  }
  throw new Error(`A template does what this test can't follow: {{ ${action} }} within {{ with ${dot} }}.`);
}
