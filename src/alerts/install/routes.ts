/** Where an alert would ring: the tree of notification policies, read as an Alertmanager does. Never written. */
import { isRecord } from '../../translator';
import { listOf, textAt } from './found';

export interface Matcher {
  label: string;
  operator: '=' | '!=' | '=~' | '!~';
  value: string;
}

/** A notification policy: an alert goes to the first child that takes it, or stays with the policy itself. */
export interface Route {
  /** Contact point; its parent's where it has none. */
  receiver: string;
  matchers: Matcher[];
  /** True where the policies behind it are asked as well. */
  goesOn: boolean;
  /** Names of mute timings: silent at those times. */
  muted: string[];
  children: Route[];
}

/** A contact point that an alert may reach. */
export interface Reached {
  receiver: string;
  /** True where it depends on labels that only the alert will have, such as the model's name. */
  depends: boolean;
  /** Times at which it is silent. */
  muted: string[];
}

const OPERATORS = ['=~', '!~', '!=', '='] as const;

function matchersOf(policy: Record<string, unknown>): Matcher[] {
  return listOf(policy['object_matchers']).flatMap((matcher) => {
    const [label, operator, value] = listOf(matcher);
    const known = OPERATORS.find((one) => one === operator);
    return typeof label === 'string' && known !== undefined && typeof value === 'string'
      ? [{ label, operator: known, value }]
      : [];
  });
}

/** The tree of an answer of `GET /api/v1/provisioning/policies`. */
export function routeOf(answer: unknown, parent = ''): Route {
  const policy = isRecord(answer) ? answer : {};
  const receiver = textAt(policy, 'receiver') || parent;
  return {
    receiver,
    matchers: matchersOf(policy),
    goesOn: policy['continue'] === true,
    muted: listOf(policy['mute_time_intervals']).filter((name) => typeof name === 'string'),
    children: listOf(policy['routes']).map((child) => routeOf(child, receiver)),
  };
}

/** Undefined where it can't be told. A label that is missing is empty, as an Alertmanager has it. */
function matches(
  { label, operator, value }: Matcher,
  labels: Readonly<Record<string, string>>,
  open: ReadonlySet<string>
): boolean | undefined {
  if (open.has(label)) {
    return undefined;
  }
  const actual = labels[label] ?? '';
  switch (operator) {
    case '=':
      return actual === value;
    case '!=':
      return actual !== value;
    default: {
      try {
        // Whole, as Prometheus matches.
        return new RegExp(`^(?:${value})$`, 's').test(actual) === (operator === '=~');
      } catch {
        // RE2 knows some that the browser doesn't.
        return undefined;
      }
    }
  }
}

/**
 * The contact points that an alert with these labels reaches.
 * @param open labels whose values only the alert will have
 */
export function reachedBy(
  root: Route,
  labels: Readonly<Record<string, string>>,
  open: ReadonlySet<string> = new Set()
): Reached[] {
  const walk = (route: Route, depends: boolean): { reached: Reached[]; isTaken: boolean } => {
    const reached: Reached[] = [];
    let isTaken = false;
    let isUnsure = depends;
    for (const child of route.children) {
      const answers = child.matchers.map((matcher) => matches(matcher, labels, open));
      if (answers.includes(false)) {
        continue;
      }
      const isSure = !answers.includes(undefined);
      reached.push(...walk(child, isUnsure || !isSure).reached);
      if (isSure) {
        isTaken = true;
        if (!child.goesOn) {
          break;
        }
      } else if (!child.goesOn) {
        // What stands behind is asked only where this one doesn't take it.
        isUnsure = true;
      }
    }
    if (!isTaken) {
      const mayBeTaken = reached.length > 0;
      reached.push({ receiver: route.receiver, depends: depends || mayBeTaken, muted: route.muted });
    }
    return { reached, isTaken };
  };
  const all = walk(root, false).reached;
  // One contact point is named once, by the surest way to it.
  return all
    .filter((one, i) => all.findIndex(({ receiver }) => receiver === one.receiver) === i)
    .map((one) => {
      const ways = all.filter(({ receiver }) => receiver === one.receiver);
      return {
        receiver: one.receiver,
        depends: ways.every(({ depends }) => depends),
        muted: ways.every(({ muted }) => muted.length > 0) ? [...new Set(ways.flatMap(({ muted }) => muted))] : [],
      };
    });
}

/** Grafana's own example of an address: who has set up nothing has a contact point that mails to nobody. */
const EXAMPLE = '<example@email.com>';

/** What a contact point sends by: `email`, `webhook`, …; undefined where it isn't among those that can be read. */
export function kindsOf(contactPoints: unknown, receiver: string): { kinds: string[]; isExample: boolean } | undefined {
  const mine = listOf(contactPoints).filter((point) => textAt(point, 'name') === receiver);
  return mine.length === 0
    ? undefined
    : {
        kinds: mine.map((point) => textAt(point, 'type')),
        isExample: mine.every((point) => isRecord(point) && textAt(point['settings'], 'addresses') === EXAMPLE),
      };
}
