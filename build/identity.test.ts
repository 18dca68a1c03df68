/** One file says who publishes the plugin. The whole project is copied, renamed, and looked through for what was left. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carry, complaints, current, differences, unpublished } from './identity';
import { executableOf, project } from './project.mjs';

const root = path.dirname(import.meta.dirname);

it('project.json and the files say the same: npm run identity', () => {
  expect(complaints(project)).toEqual([]);
  expect(differences(root)).toEqual([]);
  expect(current(root)).toEqual(project);
});

describe('another publisher', () => {
  // The old id is a part of the new one, which a replacement in several passes would find twice.
  const next = {
    id: `acme-${project.id}`,
    executable: executableOf(`acme-${project.id}`),
    name: 'Model Metrics by Acme',
    author: 'Acme Corp.',
    repository: 'https://github.com/acme/grafana-models',
    security: 'security@acme.dev',
  };
  let copy: string;
  let changed: string[];
  const read = (file: string) => readFileSync(path.join(copy, file), 'utf8');

  beforeAll(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'baseten-identity-'));
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
    for (const file of files.split('\n').filter((name) => name !== '' && existsSync(path.join(root, name)))) {
      cpSync(path.join(root, file), path.join(copy, file));
    }
    writeFileSync(path.join(copy, 'project.json'), JSON.stringify(next));
    expect(differences(copy)).toEqual(['id', 'name', 'author', 'repository', 'security']);
    changed = carry(copy, next);
  }, 60_000);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('is in every file, and the old one in none', () => {
    const old = new RegExp(
      `(?<!acme-)${project.id}|${project.executable}\\b|example\\.com/${project.id}|${project.author}`
    );
    const left = changed.filter((file) => old.test(read(file)));
    expect(left).toEqual([]);
    // Looked for by another program than the one that did it: grep finds nothing.
    const pattern = `(^|[^-])${project.id}|${project.executable}([^a-z]|$)`;
    const { status, stdout } = spawnSync('grep', ['-rlE', pattern, '.'], { cwd: copy, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  it.each([
    ['plugin.json', /"id": "acme-baseten-metrics-datasource"/],
    ['plugin.json', new RegExp(`"executable": "${next.executable}"`)],
    ['package.json', /"name": "acme-baseten-metrics-datasource"/],
    ['go.mod', /^module acme-baseten-metrics-datasource$/m],
    ['pkg/main.go', /"acme-baseten-metrics-datasource\/pkg\//],
    ['docker-compose.yaml', /plugins\/acme-baseten-metrics-datasource:ro/],
    ['provisioning/datasources/baseten.yaml', /type: acme-baseten-metrics-datasource/],
    ['provisioning/dashboards/baseten/overview.json', /"type": "acme-baseten-metrics-datasource"/],
    ['provisioning/alerting/baseten-rules.yaml', /acme-baseten-metrics-datasource/],
    ['locales/de-DE/acme-baseten-metrics-datasource.json', /"/],
    ['README.md', /allow_loading_unsigned_plugins = acme-baseten-metrics-datasource/],
    ['SECURITY.md', /in private at <security@acme\.dev>/],
    ['plugin.json', /"name": "Acme Corp\."/],
  ])('%s: %s', (file, pattern) => {
    expect(read(file)).toMatch(pattern);
  });

  it('leaves who wrote it', () => {
    expect(read('LICENSE')).toBe(readFileSync(path.join(root, 'LICENSE'), 'utf8'));
  });

  it('is done once: a second run finds nothing', () => {
    expect(differences(copy)).toEqual([]);
    expect(carry(copy, next)).toEqual([]);
  });
});

describe('project.json', () => {
  it.each([
    [{ id: 'Baseten' }, 'id is "Baseten"; allowed: publisher-name-datasource'],
    [{ id: 'baseten-metrics-panel' }, 'id is "baseten-metrics-panel"'],
    [{ repository: 'https://github.com/a/b/' }, 'without a slash at its end'],
    [{ repository: 'github.com/a/b' }, 'an https address'],
    [{ security: 'somebody' }, 'an https address or a mail address'],
    [{ name: '' }, 'name is ""'],
  ])('with %j is refused', (part, words) => {
    expect(complaints({ ...project, ...part }).join()).toContain(words);
  });
});

describe('a release', () => {
  it('needs addresses that are real, and those of the repository that makes it', () => {
    expect(unpublished({ ...project, repository: 'https://example.com/a' }, {}).join()).toContain('stands for none');
    const real = { ...project, repository: 'https://github.com/a/b', security: 'a@b.dev' };
    expect(unpublished(real, {})).toEqual([]);
    const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'c/d' };
    expect(unpublished(real, env).join()).toContain('and this is https://github.com/c/d');
    expect(unpublished(real, { ...env, GITHUB_REPOSITORY: 'a/b' })).toEqual([]);
  });
});
