// @vitest-environment jsdom
import { syntaxTree } from '@codemirror/language';
import { EditorState, Text } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { describe, expect, it, type Mock, vi } from 'vitest';
import { EqlRegex, EqlSingle } from '@prometheus-io/lezer-promql';
import { type Filter } from '../../translator';
import { completionClient, newSearch, type Source } from './client';
import { extensionsOf } from './extensions';
import { format } from './format';
import { diagnose, LINT_LIMIT } from './lint';
import { masked } from './mask';

const doc = (text: string) => Text.of(text.split('\n'));

describe('marks on mistakes', () => {
  it.each([
    'rate(baseten_inference_requests_total[$__rate_interval])',
    'rate(x[${__rate_interval}])',
    'max_over_time(rate(x[5m])[$__range:$__interval])',
    'increase(x[$__range]) / $__range_s',
    'x offset $ago',
    'topk($n, sum by ($by) (x{model_name=~"$model", e=~"${env:pipe}"}))',
    'sum($metric) > [[limit]]',
    'x # $comment',
    '',
  ])('are not on %s', (text) => {
    expect(diagnose(doc(text))).toEqual([]);
  });

  it.each<[string, number]>([
    ['sum(x{a=}) + y', 7],
    ['rate(x{a=}[$__rate_interval]) + y', 8],
    ['rate(x)', 5],
    ['topk($n, rate(x))', 14],
  ])('are on %s, at %i', (text, at) => {
    expect(diagnose(doc(text)).filter(({ from, to }) => from <= at && at <= to)).not.toEqual([]);
  });

  it('are left out where checking would take long', () => {
    const long = `${'('.repeat(200)}x${' or x'.repeat(LINT_LIMIT)}`;
    expect(diagnose(doc(long))).toEqual([]);
  });

  it('keep their places: what stands in is as long as the variable', () => {
    expect(masked('rate(x[$__range]) + $n + [[m]]', 'number')).toBe('rate(x[1000000s]) + 01 + 00001');
    expect(masked('sum by ($by) (x{a="$b"}) # $c', 'name')).toBe('sum by (v__) (x{a="$b"}) # $c');
  });
});

describe('a text too deep to walk', () => {
  const deep = `x${' or x'.repeat(3800)}`;

  function view(doc: string) {
    const client = completionClient({
      labels: () => Promise.resolve([]),
      labelValues: () => Promise.resolve({ values: [], truncated: false, hasEmpty: false }),
      scope: () => ({ metric: undefined, filters: [], from: 1, to: 2 }),
      limit: 1,
    });
    const extensions = extensionsOf({ doc, client, search: newSearch(), onRun: vi.fn(), onEdit: vi.fn() });
    return new EditorView({ parent: document.body, state: EditorState.create({ doc, extensions }) });
  }
  const replace = (editor: EditorView, insert: string) =>
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert } });
  const isRead = (editor: EditorView) => syntaxTree(editor.state).length > 0;

  it('is no longer read once it is one, and is read again when it is short', () => {
    const editor = view('x + y');
    expect(isRead(editor)).toBe(true);
    replace(editor, deep);
    expect(isRead(editor)).toBe(false);
    expect(editor.state.doc.toString()).toBe(deep);
    replace(editor, 'sum(x)');
    expect(isRead(editor)).toBe(true);
    editor.destroy();
  });

  it('is taken as plain text from the start, without marks', () => {
    const editor = view(deep);
    expect(isRead(editor)).toBe(false);
    expect(diagnose(doc(`${'('.repeat(1000)}x`))).toEqual([]);
    expect(format(deep)).toBe(deep);
    editor.destroy();
  });
});

describe('format', () => {
  it.each([
    ['sum(rate(x[5m])) by (b)', 'sum by (b) (rate(x[5m]))'],
    ['sum(\n  rate(x{a="b"}[$__rate_interval])\n)', 'sum(rate(x{a="b"}[$__rate_interval]))'],
    ["x{a='b'}   /on(a)   y", 'x{a="b"} / on (a) y'],
  ])('writes %j as Prometheus does', (text, shaped) => {
    expect(format(text)).toBe(shaped);
  });

  it.each([
    'sum(x',
    'sum(x) # why',
    'x > 5m',
    'x  > 0x1F',
    'x{a="$b"} + $n',
    'x  + -y',
    'a  * on (b) group_left (c) d',
    '',
  ])('leaves %j alone', (text) => {
    expect(format(text)).toBe(text);
  });
});

describe('completion', () => {
  function source(more: { labelValues?: Mock<Source['labelValues']> } = {}) {
    return {
      labels: vi.fn<Source['labels']>().mockResolvedValue(['__name__', 'model_name']),
      labelValues: vi
        .fn<Source['labelValues']>()
        .mockResolvedValue({ values: ['a'], truncated: false, hasEmpty: false }),
      scope: (metric: string | undefined, filters: Filter[]) => ({ metric, filters, from: 1, to: 2 }),
      limit: 7,
      ...more,
    };
  }
  const matcher = (type: number, name: string, value: string) => ({ type, name, value, matchesEmpty: () => false });

  it('asks for series once, and tells their titles', async () => {
    const asked = source();
    const client = completionClient(asked);
    expect(await client.metricNames()).toEqual(['a']);
    await client.metricNames();
    expect(asked.labelValues.mock.calls).toEqual([
      [{ metric: undefined, filters: [], from: 1, to: 2, label: '__name__', limit: 7 }],
    ]);
    const metadata = await client.metricMetadata();
    expect(metadata['baseten_replicas_active']?.[0]?.type).toBe('gauge');
    expect(metadata['baseten_replicas_active']?.[0]?.help).toMatch(/^Active replicas\. /);
  });

  it('narrows values by the metric and by the other conditions', async () => {
    const asked = source();
    const matchers = [
      matcher(EqlSingle, 'model_name', 'x'),
      matcher(EqlRegex, 'environment', 'p.*'),
      matcher(EqlSingle, 'gpu', ''),
    ];
    await completionClient(asked).labelValues(
      'model_name',
      'baseten_end_to_end_response_time_seconds_bucket',
      matchers
    );
    expect(asked.labelValues).toHaveBeenCalledWith({
      metric: 'baseten_end_to_end_response_time_seconds',
      filters: [{ label: 'environment', operator: '=~', values: ['p.*'] }],
      from: 1,
      to: 2,
      label: 'model_name',
      limit: 7,
    });
  });

  it('asks for what is typed while the server has more values than it sent', async () => {
    const asked = source();
    const search = newSearch();
    const client = completionClient(asked, search);
    const searched = () => asked.labelValues.mock.calls.at(-1)?.[0].search;
    asked.labelValues.mockResolvedValueOnce({ values: ['a'], truncated: false, hasEmpty: false });
    search.typed = 'mo';
    await client.labelValues('model_name');
    expect(searched()).toBeUndefined();
    expect(search.partial).toBe(false);

    asked.labelValues.mockResolvedValueOnce({ values: ['a'], truncated: true, hasEmpty: false });
    await client.labelValues('model_name');
    expect(search.partial).toBe(true);
    asked.labelValues.mockResolvedValueOnce({ values: ['model-9'], truncated: false, hasEmpty: false });
    search.typed = 'model-9';
    expect(await client.labelValues('model_name')).toEqual(['model-9']);
    expect(searched()).toBe('model-9');
    // These are not all: with a letter less there are others.
    expect(search.partial).toBe(true);

    search.typed = '';
    asked.labelValues.mockResolvedValueOnce({ values: ['production'], truncated: false, hasEmpty: false });
    await client.labelValues('environment');
    expect(searched()).toBeUndefined();
    expect(search.partial).toBe(false);
  });

  it('finds labels of series that the catalog lacks by their name', async () => {
    const asked = source();
    expect(await completionClient(asked).labelNames('other')).toEqual(['model_name']);
    expect(asked.labels).toHaveBeenCalledWith({
      metric: undefined,
      filters: [{ label: '__name__', operator: '=', values: ['other'] }],
      from: 1,
      to: 2,
    });
  });

  it('offers nothing where a look-up fails, and asks again', async () => {
    const labelValues = vi
      .fn<Source['labelValues']>()
      .mockRejectedValueOnce(new Error('gone'))
      .mockResolvedValue({ values: ['a'], truncated: false, hasEmpty: false });
    const client = completionClient(source({ labelValues }));
    expect(await client.metricNames()).toEqual([]);
    expect(await client.metricNames()).toEqual(['a']);
  });
});
