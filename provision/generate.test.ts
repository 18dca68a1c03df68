import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import plugin from '../plugin.json' with { type: 'json' };
import { translate, type Filter } from '../src/translator';
import { generatedFiles, staleFiles } from './generate';
import { FLOOR } from '../src/rules/terms';
import { defaults, shipped } from './objectives';

interface Panel {
  title: string;
  description?: string;
  type: string;
  timeFrom?: string;
  hideTimeOverride?: boolean;
  gridPos?: { x: number; w: number };
  options?: {
    graphMode?: string;
    reduceOptions?: { calcs: string[]; values?: boolean };
    alertInstanceLabelFilter?: string;
  };
  targets?: Array<{
    refId: string;
    metric?: string;
    expr?: string;
    datasource?: { uid: string };
    calculation?: string;
    queryType?: string;
    groupBy?: string[];
    filters?: Filter[];
    threshold?: number;
  }>;
  transformations?: Array<{ id: string }>;
  fieldConfig?: {
    defaults?: { noValue?: string; thresholds?: { steps: unknown[] } };
    overrides?: Array<{ matcher: { options: unknown }; properties: Array<{ id: string; value: unknown }> }>;
  };
}

/** Measures that mean something against a promise only. */
const PROMISED = `availability_burn latency_burn availability_budget_left latency_budget_left saturation
  gave_up_requests`.split(/\s+/);

/** Written once for all that is held of them. */
const files = generatedFiles();
const boards = [...files].filter(([path]) => path.startsWith('provisioning/dashboards/'));
const panels = boards.flatMap(([path, content]) => {
  const parsed: { panels: Panel[] } = JSON.parse(content);
  return parsed.panels
    .filter((panel) => panel.type !== 'row')
    .map((panel) => [`${path}: ${panel.title}`, panel] as const);
});

/** How a panel makes one number: of a series its last value, of a row a model the worst, the median, or how many. */
function calcOf({ options, transformations = [] }: Panel): string {
  if (transformations.length === 0) {
    return 'last';
  }
  const ids = transformations.map(({ id }) => id);
  return options?.reduceOptions?.values === true ? 'lastNotNull' : ids.includes('filterByValue') ? 'count' : 'median';
}

describe('generated dashboards and rules', () => {
  it('are what their sources write', () => {
    expect(staleFiles(files), 'These are not what provision writes; run: npm run generate').toEqual([]);
  });

  it('are all named in plugin.json, which offers them in the Dashboards tab, but for the public one', () => {
    const offered: Array<{ name: string; path: string }> = plugin.includes;
    // An import gives the data source another uid than the one that a board without variables has to name.
    const imported = boards.filter(([path]) => !path.endsWith('/public.json'));
    const made = imported.map(([path, content]) => {
      const { title }: { title: string } = JSON.parse(content);
      return `${title}: ${path.replace('provisioning/dashboards/baseten/', 'dashboards/')}`;
    });
    expect(offered.map(({ name, path }) => `${name}: ${path}`).sort()).toEqual(made.sort());
  });

  it.each(boards)('%s refers to one data source only, and holds no import placeholder', (path, content) => {
    expect(content).not.toContain('${DS_');
    expect(content).not.toContain('__inputs');
    const sources = [...content.matchAll(/"type": "baseten-metrics-datasource",\s*"uid": "([^"]*)"/g)];
    const only = path.endsWith('/public.json') ? 'baseten-metrics' : '${ds}';
    expect(new Set(sources.map((match) => match[1]))).toEqual(new Set([only]));
  });

  it.each(boards)(
    '%s gives each panel an id of its own: the server finds panels of a public dashboard by it',
    (_, content) => {
      const { panels: all }: { panels: Array<{ id?: number }> } = JSON.parse(content);
      const ids = all.map(({ id }) => id ?? 0);
      expect(ids.filter((id) => !(id > 0))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
    }
  );

  it('hang on what Save & test looks for, when it says which models they can see', () => {
    const go = readFileSync(new URL('../pkg/plugin/health_coverage.go', import.meta.url), 'utf8');
    const constant = (name: string) => new RegExp(`^\\t${name} += (.*)$`, 'm').exec(go)?.[1];
    expect([constant('watchedEnvironment')]).toEqual(shipped.environments.map((one) => JSON.stringify(one)));
    expect(constant('usualLatencySeconds')).toBe(String(defaults.latencySeconds));
    expect(constant('floorRequests')).toBe(String(FLOOR));
    const rules = files.get('provisioning/prometheus/baseten-alerts.yaml') ?? '';
    const unknown = rules.slice(rules.indexOf('"Many answers have an unknown status code')).slice(0, 5000);
    expect(unknown.includes(`> ${constant('unknownShare')}) and `)).toBe(true);
  });

  it('have one that works without variables, as a public dashboard has to', () => {
    const content = files.get('provisioning/dashboards/baseten/public.json') ?? '';
    const board: { templating: unknown; panels: Panel[] } = JSON.parse(content);
    // Grafana's own, in texts that are drawn in the browser, and macros that the backend resolves.
    expect(content.replaceAll(/\$__\w+/g, '').match(/\$\{?\w+/g) ?? []).toEqual([]);
    expect(board.templating).toEqual({ list: [] });
    expect(board.panels.map(({ type }) => type)).not.toContain('alertlist');
    const filters = board.panels.flatMap(({ targets = [] }) => targets.flatMap((target) => target.filters ?? []));
    expect(filters).toContainEqual({ label: 'environment', operator: '=', values: ['production'] });
  });

  it('begin with what wakes somebody: the list of our alerts, then each signal with words for nothing', () => {
    const content = files.get('provisioning/dashboards/baseten/overview.json') ?? '';
    const { panels: all }: { panels: Panel[] } = JSON.parse(content);
    const first = all.slice(
      1,
      all.findIndex(({ type }, index) => index > 0 && type === 'row')
    );
    const [list, ...signals] = first;
    // Grafana filters the list by labels alone, and nothing that the variables hold would keep an alert without a model.
    expect(list?.title).toContain('of all models');
    expect(list?.description).toContain('of all models and environments');
    expect(list?.options?.alertInstanceLabelFilter).toBe('{source="baseten", severity=~"page|ticket"}');
    const metrics = signals.flatMap(({ targets = [] }) => targets.map(({ metric }) => metric));
    expect([...new Set(metrics)]).toEqual([
      'unserved_requests',
      'stalled_requests',
      'availability_burn',
      'latency_burn',
      'gave_up_requests',
      'async_drain_time',
      'saturation',
      'data_age',
      'export_frozen',
    ]);
    for (const { title, fieldConfig } of signals) {
      expect(fieldConfig?.defaults?.noValue, title).not.toBe('No data');
      expect(fieldConfig?.defaults?.thresholds?.steps.length, title).toBeGreaterThan(1);
    }
  });

  const board = (name: string): Panel[] => {
    const content = files.get(`provisioning/dashboards/baseten/${name}.json`) ?? '';
    const { panels: all }: { panels: Panel[] } = JSON.parse(content);
    return all;
  };
  const asked = (all: Panel[]) => new Set(all.flatMap(({ targets = [] }) => targets.map(({ metric }) => metric)));

  it('judge a model by its own promise where its dashboard begins, and how fast each request gets its tokens', () => {
    expect([...asked(board('model').slice(1, 3))]).toEqual(['availability_burn', 'latency_burn']);
    expect(asked(board('engine'))).toContain('baseten_llm_tokens_per_second_per_request');
  });

  it.each(['overview', 'capacity', 'latency', 'rollout', 'engine', 'coverage'])(
    'name the model of each deployment: %s',
    (name) => {
      for (const { title, targets = [] } of board(name)) {
        for (const { groupBy = [] } of targets) {
          expect(groupBy.includes('deployment_id') && !groupBy.includes('model_name'), title).toBe(false);
        }
      }
    }
  );

  it('compare each model with its own promise, and each model once', () => {
    const named = shipped.sets.flatMap(({ models }) => models);
    for (const [title, { targets = [] }] of panels) {
      const promised = targets.filter(({ metric = '' }) => PROMISED.includes(metric));
      const own = promised.map(({ filters = [] }) => filters.filter(({ label }) => label === 'model_name').slice(1));
      if (promised.length > 1) {
        const chosen = own.flatMap((filters) =>
          filters.flatMap(({ operator, values }) => (operator === '=' ? values : []))
        );
        expect(new Set(chosen).size, title).toBe(chosen.length);
        expect(
          chosen.every((model) => named.includes(model)),
          title
        ).toBe(true);
        // All others share the query that leaves these out.
        const others = own.flatMap((filters) =>
          filters.flatMap(({ operator, values }) => (operator === '!=' ? values : []))
        );
        expect(others.sort(), title).toEqual(chosen.sort());
      }
    }
  });

  const panelOf = (name: string, title: string) => board(name).find((panel) => panel.title === title);

  // Seen on a calm day: a header without rows, idle GPUs that a minimum of replicas keeps, and minutes short at a target that
  // is no model's own, all of which looked as if something was wrong.
  it('say in words that there is no rollout, in tables too', () => {
    for (const title of ['Is the canary worse?', 'Failed, of how many']) {
      expect(panelOf('rollout', title)?.fieldConfig?.defaults?.noValue).toBe('no rollout seen');
    }
    // A transformation makes a header of nothing, which hides the words.
    expect(panelOf('rollout', 'Is the canary worse?')?.transformations ?? []).toEqual([]);
  });

  it.each(['Idle GPUs', 'Minutes short', 'Minutes short, tried'])('never colour what is no fault: %s', (title) => {
    expect(panelOf('capacity', title)?.fieldConfig?.defaults?.thresholds?.steps).toHaveLength(1);
  });

  // 1,020 minutes stood there as "1 K".
  it.each(['Minutes short', 'Minutes short, tried'])('tell minutes as a time: %s', (title) => {
    // The unit that comes with the data stands in front of a panel's default, and behind its overrides.
    const overrides = panelOf('capacity', title)?.fieldConfig?.overrides ?? [];
    expect(overrides.flatMap(({ properties }) => properties)).toContainEqual({ id: 'unit', value: 'm' });
  });

  it('mark cells by a ground that text is read on, and none where nothing is wrong', () => {
    const overrides = panelOf('capacity', 'What is seen now, and which lever')?.fieldConfig?.overrides ?? [];
    const set = Object.fromEntries(
      overrides
        .filter(({ matcher }) => matcher.options === 'Last *')
        .flatMap(({ properties }) => properties.map(({ id, value }) => [id, value]))
    );
    expect(set).toMatchObject({
      'custom.cellOptions': { type: 'color-background' },
      thresholds: {
        steps: [
          { value: null, color: 'transparent' },
          { value: 1, color: '#F2B134' },
        ],
      },
      'custom.align': 'left',
      'custom.wrapText': true,
    });
  });

  it.each(panels)('%s shows what is now, and compares the phases of one model only', (_, panel) => {
    const { type, options, targets } = panel;
    expect(options?.reduceOptions?.calcs?.[0]).toBe(type === 'stat' ? calcOf(panel) : undefined);
    expect((targets ?? []).every(({ queryType }) => !panel.transformations || queryType === 'instant')).toBe(true);
    for (const { metric = '', calculation, groupBy = [] } of targets ?? []) {
      // Sums add up over models; ratios and percentiles of different models say nothing of a phase.
      const compares =
        metric.startsWith('canary_') ||
        (groupBy.includes('rollout_phase') && (metric.endsWith('_ratio') || calculation === 'quantile'));
      expect(compares && !groupBy.includes('model_name')).toBe(false);
    }
  });

  // Seen at 7 days, where a step is an hour: an export that had died 35 minutes before read "newest sample 0 s, values moving".
  it.each(panels.filter(([, { type }]) => type === 'stat'))('%s is of now, whatever the time range', (_, panel) => {
    const { targets = [], timeFrom, hideTimeOverride, options, description } = panel;
    const instant = targets.map(({ queryType }) => queryType === 'instant');
    expect(new Set(instant).size).toBe(1);
    const line = instant[0] === false;
    expect([timeFrom, hideTimeOverride]).toEqual(line ? ['1h', true] : [undefined, undefined]);
    expect(options?.graphMode).toBe(line ? 'area' : 'none');
    expect(description?.endsWith(' Now; behind it the last hour.')).toBe(line);
  });

  it('asks at the end of the range whether the data is live: a step of an hour would hide how old it is', () => {
    const { targets = [] } = panelOf('overview', 'Is the data live?') ?? {};
    expect(targets.map(({ metric, queryType }) => [metric, queryType])).toEqual([
      ['data_age', 'instant'],
      ['export_frozen', 'instant'],
    ]);
  });

  // Seen while the server was down: "no traffic", "no async work", "none", and later "no traffic seen" seven times. Tables get
  // the error itself from the data source.
  it.each(panels.filter(([, { type }]) => type === 'stat' || type === 'table'))(
    '%s says nothing in place of a number that would be wrong where the query failed',
    (_, { type, fieldConfig }) => {
      expect(fieldConfig?.defaults?.noValue).toMatch(
        type === 'table' ? /^(none|no [a-z ]+) seen$/ : /^(no data|(none|no [a-z ]+), or no answer)$/
      );
      const cells = (fieldConfig?.overrides ?? []).filter(({ matcher }) => matcher.options === 'string');
      expect(cells.flatMap(({ properties }) => properties)).toEqual(
        type === 'table' ? [{ id: 'noValue', value: '(none)' }] : []
      );
    }
  );

  // Seen with a screen of 1280 pixels and the menu docked, where a column of the 24 is 40 pixels: "Unserve…", "Worst av…". Of a
  // tile's width 83 are for what stands around the title, and a letter takes 7.1, both as measured there.
  it.each(panels.filter(([, { type }]) => type === 'stat'))('%s has the room that its title needs', (_, panel) => {
    const { title, gridPos } = panel;
    expect(title.length).toBeLessThanOrEqual(((gridPos?.w ?? 0) * 40 - 83) / 7.1);
  });

  // Grafana 12.3 shows a list of dashboards nowhere where it is in the menu of controls; it has that menu where another link is in it.
  it.each(boards.filter(([path]) => !path.endsWith('/public.json')))(
    '%s leads to the other dashboards',
    (_, content) => {
      const { links }: { links: Array<{ type: string; placement?: string }> } = JSON.parse(content);
      const lists = links.filter(({ type }) => type === 'dashboards');
      expect(lists.map(({ placement }) => placement)).toEqual([undefined]);
      expect(links.some(({ placement }) => placement === 'inControlsMenu')).toBe(true);
    }
  );

  it.each(panels)('%s is asked with builder queries that translate', (_, panel) => {
    expect(panel.description).toMatch(/\.$/);
    if (panel.type === 'alertlist' || panel.type === 'text') {
      return;
    }
    expect(panel.targets?.length).toBeGreaterThan(0);
    for (const query of panel.targets ?? []) {
      expect(query.expr).toBeUndefined();
      // Variables are filled in by the browser before a query is translated.
      const filled: unknown = JSON.parse(
        JSON.stringify(query)
          .replaceAll(/"\$(environment|model|deployment)"/g, '"x"')
          .replaceAll('"$scaleDownDelay"', '"15m"')
          .replaceAll(/"\$(concurrencyTarget|minReplicas|maxReplicas)"/g, '8')
          .replaceAll('"$utilization"', '0.7')
      );
      expect(translate(filled).notices).toEqual([]);
    }
  });
});
