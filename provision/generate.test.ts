import { describe, expect, it } from 'vitest';
import plugin from '../plugin.json' with { type: 'json' };
import { translate } from '../src/translator';
import { generatedFiles, staleFiles } from './generate';

interface Panel {
  title: string;
  description?: string;
  type: string;
  options?: { reduceOptions?: { calcs: string[] } };
  targets?: Array<{
    refId: string;
    metric?: string;
    expr?: string;
    datasource?: { uid: string };
    calculation?: string;
    groupBy?: string[];
  }>;
}

const boards = [...generatedFiles()].filter(([path]) => path.endsWith('.json'));
const panels = boards.flatMap(([path, content]) => {
  const parsed: { panels: Panel[] } = JSON.parse(content);
  return parsed.panels
    .filter((panel) => panel.type !== 'row')
    .map((panel) => [`${path}: ${panel.title}`, panel] as const);
});

describe('generated dashboards and rules', () => {
  it('are what their sources write; run `npm run generate` where they are not', () => {
    expect(staleFiles()).toEqual([]);
  });

  it('are all named in plugin.json, which offers them in the Dashboards tab', () => {
    const offered: Array<{ name: string; path: string }> = plugin.includes;
    const made = boards.map(([path, content]) => {
      const { title }: { title: string } = JSON.parse(content);
      return `${title}: ${path.replace('provisioning/dashboards/baseten/', 'dashboards/')}`;
    });
    expect(offered.map(({ name, path }) => `${name}: ${path}`).sort()).toEqual(made.sort());
  });

  it.each(boards)('%s refers to the data source variable only, and holds no import placeholder', (_, content) => {
    expect(content).not.toContain('${DS_');
    expect(content).not.toContain('__inputs');
    const uids = [...content.matchAll(/"uid": "([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(uids.filter((uid) => uid?.startsWith('baseten-') !== true))).toEqual(new Set(['${ds}']));
  });

  it.each(panels)(
    '%s shows what is now, and compares the phases of one model only',
    (_, { type, options, targets }) => {
      expect(options?.reduceOptions?.calcs).toEqual(type === 'stat' ? ['last'] : undefined);
      for (const { metric = '', calculation, groupBy = [] } of targets ?? []) {
        // Sums add up over models; ratios and percentiles of different models say nothing of a phase.
        const compares =
          metric.startsWith('canary_') ||
          (groupBy.includes('rollout_phase') && (metric.endsWith('_ratio') || calculation === 'quantile'));
        expect(compares && !groupBy.includes('model_name')).toBe(false);
      }
    }
  );

  it.each(panels)('%s is asked with builder queries that translate', (_, panel) => {
    expect(panel.description).toMatch(/\.$/);
    expect(panel.targets?.length).toBeGreaterThan(0);
    for (const query of panel.targets ?? []) {
      expect(query.expr).toBeUndefined();
      // Variables are filled in by the browser before a query is translated.
      const filled: unknown = JSON.parse(
        JSON.stringify(query).replaceAll(/"\$(environment|model|deployment)"/g, '"x"')
      );
      expect(translate(filled).notices).toEqual([]);
    }
  });
});
