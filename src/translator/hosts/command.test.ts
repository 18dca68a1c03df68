import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCommand } from './command';

const promql = (input: string, ...args: string[]) => runCommand(args, input);

const ACTIVE = { metric: 'baseten_replicas_active', groupBy: [] };
const INCREASE = { metric: 'baseten_inference_requests_total', calculation: 'increase', groupBy: [] };

describe('npm run promql', () => {
  test('prints one query', () => {
    expect(promql(JSON.stringify(ACTIVE))).toEqual({ status: 0, stdout: 'sum(baseten_replicas_active)\n', stderr: '' });
  });

  test('prints one line for each of several, whatever is in them', () => {
    const awkward = { ...ACTIVE, filters: [{ label: 'model_name', values: ['a\nb\u2028c'] }] };
    const code = { editorMode: 'code', expr: 'sum(\n  up\n)' };
    expect(promql(JSON.stringify([ACTIVE, awkward, code]))).toEqual({
      status: 0,
      stdout: 'sum(baseten_replicas_active)\nsum(baseten_replicas_active{model_name="a\\nb\\u2028c"})\nsum( up )\n',
      stderr: '',
    });
  });

  test('translates as for a rule', () => {
    expect(promql(JSON.stringify(INCREASE)).stdout).toContain('[$__rate_interval]');
    expect(promql(JSON.stringify(INCREASE), '--alert').stdout).toContain('[$__range]');
  });

  test('a bad query is told on standard error', () => {
    const one = promql(JSON.stringify({ metric: 'baseten_replicas_active', quantile: 95 }));
    expect(one).toEqual({
      status: 1,
      stdout: '',
      stderr: 'quantile is 95; allowed: a number from 0 to 1, such as 0.95.\n',
    });
    const among = promql(JSON.stringify([ACTIVE, {}, { metric: 'up' }]));
    expect([among.status, among.stdout]).toEqual([1, 'sum(baseten_replicas_active)\n']);
    expect(among.stderr).toMatch(/^Query 2: .*no metric.*\nQuery 3: metric is "up".*\n$/);
  });

  test.each(['', '{', 'null', '5', '"up"'])('%j is no query', (input) => {
    const { status, stdout, stderr } = promql(input);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^(?:Standard input is not JSON|query is ).*\n$/);
  });

  test('an unknown argument is told', () => {
    expect(promql('{}', '--alerts')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('--alerts'),
    });
  });
});

test('the process reads standard input and ends with the status', { timeout: 60_000 }, () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const command = ['node_modules/tsx/dist/cli.mjs', 'src/translator/hosts/cli.ts'];
  const input = JSON.stringify([ACTIVE, { metric: 'up' }]);
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, input, encoding: 'utf8' });
  expect([status, stdout]).toEqual([1, 'sum(baseten_replicas_active)\n']);
  expect(stderr).toMatch(/^Query 2: metric is "up".*\n$/);
});
