/**
 * The eight series of Baseten's support matrix, asked as a new panel asks: the metric and nothing else. Values are those of PromQL
 * that was written by hand and run by Grafana's own Prometheus data source; units are told by the panel that people see.
 */
import { project } from '../../build/project.mjs';
import { ask, byLabels, expect, makeDashboard, test, uid, witness } from './grafana';

const by = ['model_name', 'environment'];
const group = 'model_name, environment';
const response = 'baseten_end_to_end_response_time_seconds';

const series = [
  {
    metric: 'baseten_inference_requests_total',
    promql: `sum by (${group}) (rate(baseten_inference_requests_total[5m]))`,
    unit: 'reqps',
    seen: /req\/s|rps/,
  },
  {
    metric: response,
    promql: `histogram_quantile(0.95, sum by (${group}, le) (rate(${response}_bucket[5m])))`,
    unit: 's',
    seen: /\d\s*(?:s|ms|mins?)\b/,
  },
  {
    metric: 'baseten_container_cpu_usage_seconds_total',
    promql: `sum by (${group}) (rate(baseten_container_cpu_usage_seconds_total[5m]))`,
    unit: 'suffix: cores',
    seen: /cores/,
  },
  {
    metric: 'baseten_replicas_active',
    promql: `sum by (${group}) (baseten_replicas_active)`,
    unit: undefined,
    seen: /\d/,
  },
  {
    metric: 'baseten_replicas_starting',
    promql: `sum by (${group}) (baseten_replicas_starting)`,
    unit: undefined,
    seen: /\d/,
  },
  {
    metric: 'baseten_container_cpu_memory_working_set_bytes',
    promql: `sum by (${group}) (baseten_container_cpu_memory_working_set_bytes)`,
    unit: 'bytes',
    seen: /[KMGT]iB/,
  },
  {
    metric: 'baseten_gpu_memory_used',
    promql: `sum by (${group}) (baseten_gpu_memory_used)`,
    unit: 'mbytes',
    seen: /[MGT]iB/,
  },
  {
    metric: 'baseten_gpu_utilization',
    promql: `avg by (${group}) (baseten_gpu_utilization)`,
    unit: 'percent',
    seen: /%/,
  },
];

for (const { metric, promql, unit, seen } of series) {
  test(`${metric}: value, unit and panel`, async ({ page, gotoDashboardPage }) => {
    const core = await witness(page.request);
    const ours = { uid, type: project.id };
    // A moment that is over: both are asked for the same one.
    const to = Math.floor(Date.now() / 60_000 - 5) * 60_000;
    const range = { from: to - 3_600_000, to };
    const got = await ask(page.request, ours, { metric, queryType: 'instant', window: '5m' }, range);
    const want = byLabels(await ask(page.request, core, { expr: promql, instant: true, range: false }, range), by);
    const values = byLabels(got, by);
    expect(want.size).toBeGreaterThan(1);
    expect([...values.keys()].sort()).toEqual([...want.keys()].filter((key) => !Number.isNaN(want.get(key))).sort());
    for (const [labels, value] of values) {
      expect(Math.abs(value - (want.get(labels) ?? NaN)), labels).toBeLessThanOrEqual(1e-6 * Math.abs(value) + 1e-9);
    }
    const units = new Set(
      got.flatMap(({ schema }) =>
        schema.fields.filter(({ type }) => type === 'number').map(({ config }) => config?.unit)
      )
    );
    expect([...units].filter((each) => each !== 'none' && each !== 'short')).toEqual(unit === undefined ? [] : [unit]);

    await makeDashboard(page.request, 'matrix', [
      {
        id: 1,
        type: 'stat',
        title: metric,
        datasource: ours,
        gridPos: { x: 0, y: 0, w: 24, h: 12 },
        targets: [{ refId: 'A', datasource: ours, metric }],
      },
    ]);
    const dashboard = await gotoDashboardPage({ uid: 'matrix' });
    const panel = dashboard.getPanelByTitle(metric);
    await expect(panel.locator).toContainText(seen);
    await expect(panel.locator).not.toContainText('No data');
    await expect(panel.getErrorIcon()).toBeHidden();
  });
}
