/** The inputs that are combined with every metric and calculation, each written out with what it has to become. */
import { NOWHERE, type Where } from './text';

type Filter = Where['filters'][number];
type Matcher = Where['matchers'][number];

/** One filter and the one matcher that it becomes; `text` is the matcher as PromQL, `name` the filter as names show it. */
function where(filter: Filter, text: string, operator: Matcher['operator'], value: string, name: string): Where {
  return { filters: [filter], text, matchers: [{ label: filter.label, operator, value }], names: [name] };
}

const both = (a: Where, b: Where): Where => ({
  filters: [...a.filters, ...b.filters],
  text: `${a.text},${b.text}`,
  matchers: [...a.matchers, ...b.matchers],
  names: [...a.names, ...b.names],
});

const production = where(
  { label: 'environment', operator: '=', values: ['production'] },
  'environment="production"',
  '=',
  'production',
  'production'
);
const someModels = where(
  { label: 'model_name', operator: '=', values: ['a/b.c+(1)', 'foo\\bar'] },
  'model_name=~"a/b\\\\.c\\\\+\\\\(1\\\\)|foo\\\\\\\\bar"',
  '=~',
  'a/b\\.c\\+\\(1\\)|foo\\\\bar',
  'model_name=a/b.c+(1)|foo\\bar'
);

export const wheres: Where[] = [
  production,
  someModels,
  where(
    { label: 'model_name', operator: '=', values: ['say "hi"'] },
    'model_name="say \\"hi\\""',
    '=',
    'say "hi"',
    'say "hi"'
  ),
  where(
    { label: 'deployment_id', operator: '!=', values: ['d1'] },
    'deployment_id!="d1"',
    '!=',
    'd1',
    'deployment_id!=d1'
  ),
  where(
    { label: 'deployment_id', operator: '!=', values: ['d1', 'd2'] },
    'deployment_id!~"d1|d2"',
    '!~',
    'd1|d2',
    'deployment_id!=d1|d2'
  ),
  where(
    { label: 'model_name', operator: '=~', values: ['llama-.*'] },
    'model_name=~"llama-.*"',
    '=~',
    'llama-.*',
    'model_name=~llama-.*'
  ),
  where(
    { label: 'model_name', operator: '=~', values: ['llama.*|mistral', '(?i)WHISPER'] },
    'model_name=~"(?:llama.*|mistral)|(?:(?i)WHISPER)"',
    '=~',
    '(?:llama.*|mistral)|(?:(?i)WHISPER)',
    'model_name=~llama.*|mistral|(?i)WHISPER'
  ),
  where(
    { label: 'model_name', operator: '!~', values: ['test-\\d+'] },
    'model_name!~"test-\\\\d+"',
    '!~',
    'test-\\d+',
    'model_name!~test-\\d+'
  ),
  where({ label: 'environment', operator: '=', values: [''] }, 'environment=""', '=', '', ''),
  where(
    { label: 'environment', operator: '=', values: ['', 'production'] },
    'environment=~"production|"',
    '=~',
    'production|',
    'production'
  ),
  where({ label: 'environment', operator: '!=', values: [''] }, 'environment!=""', '!=', '', ''),
  where(
    { label: 'model_name', operator: '=', values: ['模型 ü 🚀'] },
    'model_name="模型 ü 🚀"',
    '=',
    '模型 ü 🚀',
    '模型 ü 🚀'
  ),
  where({ label: 'model_name', operator: '=', values: ['US$5'] }, 'model_name="US$5"', '=', 'US$5', 'US$5'),
  where(
    { label: 'model_id', operator: '=', values: ['line\nbreak\ttab'] },
    'model_id="line\\nbreak\\u0009tab"',
    '=',
    'line\nbreak\ttab',
    'line\nbreak\ttab'
  ),
  where({ label: 'k8s.pod.name', operator: '=', values: ['pod-1'] }, '"k8s.pod.name"="pod-1"', '=', 'pod-1', 'pod-1'),
  where({ label: 'cluster', operator: '=~', values: ['eu-.+'] }, 'cluster=~"eu-.+"', '=~', 'eu-.+', 'cluster=~eu-.+'),
  both(
    production,
    where(
      { label: 'rollout_phase', operator: '=', values: ['stable'] },
      'rollout_phase="stable"',
      '=',
      'stable',
      'stable'
    )
  ),
  both(someModels, production),
];

/** Undefined is the grouping that a query has by itself. */
export const groupings: Array<string[] | undefined> = [
  undefined,
  [],
  ['model_name'],
  ['deployment_id'],
  ['model_id', 'rollout_phase'],
  ['model_name', 'cluster'],
  ['k8s.pod.name'],
];

export const windows = ['5m', '1h30m', '90s', '1d', '$__interval', '$__range'];
export const offsets = ['', '1h', '7d', '30m', '1w2d'];

/** The n-th of a list, over and over. */
export function nth<T>(list: T[], n: number, fallback: T): T {
  return list[n % list.length] ?? fallback;
}

export { NOWHERE };
