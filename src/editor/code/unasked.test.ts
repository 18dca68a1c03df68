// @vitest-environment jsdom
import { completionStatus, currentCompletions, startCompletion } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { EditorView, runScopeHandlers } from '@codemirror/view';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { completionClient, newSearch } from './client';
import { extensionsOf } from './extensions';

beforeEach(() => {
  vi.useFakeTimers();
  // jsdom measures nothing, and a list stands where its text does.
  Object.assign(Range.prototype, { getClientRects: () => [] });
  // CodeMirror asks for the style of its elements after each letter, which took jsdom most of these tests' time: its answer is
  // kept, since no element gets another style here.
  const { getComputedStyle } = window;
  const known = new WeakMap<Element, CSSStyleDeclaration>();
  vi.spyOn(window, 'getComputedStyle').mockImplementation((element) => {
    const style = known.get(element) ?? getComputedStyle(element);
    known.set(element, style);
    return style;
  });
});
afterEach(() => {
  vi.useRealTimers();
});

function open(): EditorView {
  const values: Record<string, string[]> = {
    __name__: ['baseten_replicas_active', 'baseten_replicas_active_more', 'baseten_inference_requests_total'],
    environment: ['production', 'staging'],
  };
  const search = newSearch();
  const client = completionClient(
    {
      labels: () => Promise.resolve(['environment', 'model_name']),
      labelValues: ({ label }) => Promise.resolve({ values: values[label] ?? [], truncated: false, hasEmpty: false }),
      scope: () => ({ metric: undefined, filters: [], from: 1, to: 2 }),
      limit: 100,
    },
    search
  );
  const extensions = extensionsOf({ doc: '', client, search, onRun: vi.fn(), onEdit: vi.fn() });
  return new EditorView({ parent: document.body, state: EditorState.create({ doc: '', extensions }) });
}

/** A letter as the browser hands it on: to what closes brackets first, then into the text. */
async function type(view: EditorView, text: string, pause = 40) {
  for (const letter of text) {
    const { from, to } = view.state.selection.main;
    const insert = () =>
      view.state.update({
        changes: { from, to, insert: letter },
        selection: { anchor: from + letter.length },
        userEvent: 'input.type',
      });
    const isTaken = view.state.facet(EditorView.inputHandler).some((take) => take(view, from, to, letter, insert));
    if (!isTaken) {
      view.dispatch(insert());
    }
    await vi.advanceTimersByTimeAsync(pause);
  }
}

async function enter(view: EditorView) {
  runScopeHandlers(view, new KeyboardEvent('keydown', { key: 'Enter' }), 'editor');
  await vi.advanceTimersByTimeAsync(500);
}

const shown = (view: EditorView) => currentCompletions(view.state).map(({ label }) => label);

describe('Enter after a whole expression makes a new line', () => {
  it.each([
    'sum(rate(baseten_inference_requests_total[5m]))',
    'rate(baseten_inference_requests_total[5m])',
    'baseten_inference_requests_total[5m]',
    'rate(baseten_inference_requests_total[5m:1m])',
    'sum by (model_name) (baseten_replicas_active)',
    'sum(baseten_replicas_active) by (model_name)',
    'sum(baseten_replicas_active) by (model_name) ',
    'sum(baseten_replicas_active) without (environment, model_name)',
    'baseten_replicas_active{environment="production"}',
    "baseten_replicas_active{environment='production'}",
    'baseten_replicas_active{environment=""}',
    '{__name__="baseten_replicas_active"}',
    'baseten_replicas_active > 5',
    'baseten_replicas_active == 0.5',
    'baseten_replicas_active offset 5',
    'baseten_replicas_active offset 5m',
    'baseten_replicas_active @ 1609746000',
    '(baseten_replicas_active + 1)',
    'sum(baseten_replicas_active) ',
    'topk(3, baseten_replicas_active)',
    'count_values("version", baseten_replicas_active)',
    'vector(1) * on (model_name) vector(2)',
    'vector(1) / ignoring (model_name) group_left (environment) vector(2)',
    '42',
    // The operand may go on the next line.
    'vector(1) +',
    'vector(1) >',
    'vector(1) =',
    'vector(1) or',
    'vector(1) unless',
    // The first entry is what stands there.
    'baseten_replicas_active',
    'sum(vector(1)) by',
  ])('%s', async (text) => {
    for (const wait of [0, 60, 150, 500]) {
      const view = open();
      await type(view, text);
      await vi.advanceTimersByTimeAsync(wait);
      await enter(view);
      expect(view.state.doc.toString(), `${wait} ms later`).toMatch(/\n\s*$/);
      expect(view.state.doc.toString().trimEnd(), `${wait} ms later`).toBe(text.trimEnd());
      view.destroy();
    }
  });
});

describe('a list still opens unasked', () => {
  it.each([
    ['baseten_repl', 'baseten_replicas_active'],
    ['sum(', 'baseten_replicas_active'],
    ['sum by (', 'model_name'],
    ['sum by (environment,', 'model_name'],
    ['baseten_replicas_active{', 'environment'],
    ['baseten_replicas_active{environment="production", ', 'model_name'],
    ['baseten_replicas_active{environment=', '=~'],
    ['baseten_replicas_active{environment="', 'production'],
    ['baseten_replicas_active{environment="st', 'staging'],
    ['rate(baseten_inference_requests_total[5', 'm'],
    ['vector(1) unl', 'unless'],
    ['sum(vector(1)) b', 'by'],
  ])('after %j with %s', async (text, label) => {
    const view = open();
    await type(view, text);
    await vi.advanceTimersByTimeAsync(500);
    expect(shown(view)).toContain(label);
    view.destroy();
  });

  it('whose first entry Enter takes for a word that was begun', async () => {
    const view = open();
    await type(view, 'sum(baseten_inf');
    await vi.advanceTimersByTimeAsync(500);
    await enter(view);
    expect(view.state.doc.toString()).toBe('sum(baseten_inference_requests_total)');
    view.destroy();
  });

  it('and what follows an expression is there for who asks', async () => {
    const view = open();
    await type(view, 'sum(vector(1))');
    await vi.advanceTimersByTimeAsync(500);
    expect(completionStatus(view.state)).toBeNull();
    startCompletion(view);
    await vi.advanceTimersByTimeAsync(500);
    expect(shown(view)).toEqual(expect.arrayContaining(['by', 'unless', '!=']));
    view.destroy();
  });
});
