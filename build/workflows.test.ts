/** What runs on every change elsewhere: workflows that are right, and a table of findings that the validator's report is held against. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../package.json' with { type: 'json' };
import { explained, findings } from './validate.mjs';

const root = path.dirname(import.meta.dirname);
const folder = path.join(root, '.github/workflows');
const workflows = readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')] as const);

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, { steps: Array<{ uses?: string; run?: string; env?: Record<string, string> }> }>;
}

interface Update {
  'package-ecosystem': string;
  directory?: string;
  directories?: string[];
}

describe('workflows', () => {
  it('are right by actionlint', () => {
    const tool = ['tool', '-modfile=build/tools/workflows/go.mod', 'actionlint', '-no-color', '-shellcheck='];
    const { status, stdout, stderr } = spawnSync('go', tool, { cwd: root, encoding: 'utf8' });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  }, 300_000);

  it.each(workflows)('%s reads and no more, pins its actions by commit, and runs scripts that there are', (_, text) => {
    const { permissions, jobs }: Workflow = parse(text);
    expect(permissions).toEqual({ contents: 'read' });
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    // A tag can be moved to other code. The version beside the commit is for readers and for dependabot, which renews both.
    for (const [line] of text.matchAll(/^.*\buses:.*$/gm)) {
      expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
    const asked = steps.flatMap(({ run = '' }) => [...run.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name));
    expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining(asked));
    const run = steps.flatMap(({ run = '' }) =>
      [...run.matchAll(/\bnode ([\w./-]+\.mjs)/g)].map(([, file]) => file ?? '')
    );
    expect(run.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it.each(['package.yml', 'release.yml'])('%s makes a package, and has it looked at by the validator', (name) => {
    const { jobs }: Workflow = parse(readFileSync(path.join(folder, name), 'utf8'));
    const commands = Object.values(jobs).flatMap((job) => job.steps.map(({ run = '' }) => run));
    const made = commands.findIndex((command) => command === 'npm run package');
    const validated = commands.findIndex((command) => command.startsWith('npm run validate'));
    expect({ made: made >= 0, after: validated > made }).toEqual({ made: true, after: true });
  });

  it.each(workflows)('%s needs no secret: a step that names one goes on without it', (_, text) => {
    const { jobs }: Workflow = parse(text);
    const guarded = Object.values(jobs)
      .flatMap((job) => job.steps)
      .flatMap(({ env = {}, run = '' }) =>
        Object.entries(env)
          .filter(([name]) => run.includes(`if [ -n "$${name}" ]`))
          .flatMap(([, value]) => value.match(/secrets\.\w+/g) ?? [])
      );
    // Those of a whole job, and those that an action is handed, are asked for by what can't go on without them.
    expect(guarded).toEqual(text.match(/secrets\.\w+/g) ?? []);
  });
});

describe('updates of dependencies', () => {
  const { updates }: { updates: Update[] } = parse(readFileSync(path.join(root, '.github/dependabot.yml'), 'utf8'));
  const named = updates.flatMap(({ 'package-ecosystem': kind, directory, directories = [] }) =>
    [...directories, ...(directory === undefined ? [] : [directory])].map((folder) => `${kind} ${folder}`)
  );

  it('reach every file that names some, and no other', () => {
    const ecosystems = new Map([
      ['go.mod', 'gomod'],
      ['package-lock.json', 'npm'],
      ['docker-compose.yaml', 'docker-compose'],
    ]);
    const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
    const files = stdout.split('\n').flatMap((file) => {
      const kind = ecosystems.get(path.basename(file));
      return kind === undefined ? [] : [`${kind} ${path.posix.join('/', path.dirname(file))}`];
    });
    expect(files).toContain('gomod /build/tools');
    expect(named.sort()).toEqual([...files, 'github-actions /'].sort());
  });
});

describe('findings of the validator', () => {
  const document =
    'x\n\n| finding | severity | why |\n|---|---|---|\n| `a-b`, `c` | error | so |\n| `d` | warning | `e` |\n\ny';

  it('are explained by the first column of the table', () => {
    expect([...explained(document)]).toEqual(['a-b', 'c', 'd']);
    const real = explained(readFileSync(path.join(root, 'docs/review.md'), 'utf8'));
    expect(real).toContain('non-standard-frontend-build-tooling');
  });

  it('fail where nobody explained them', () => {
    const finding = (Name: string, Severity: string) => ({ Name, Severity, Title: 'title', Detail: 'detail' });
    const report = {
      'plugin-validator': { one: [finding('a-b', 'error'), finding('z', 'warning'), finding('y', 'ok')], none: null },
    };
    expect(findings(report, explained(document))).toEqual(['one: warning: z: title\n    detail']);
  });
});
