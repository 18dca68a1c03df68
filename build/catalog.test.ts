/**
 * What Grafana's plugin validator asks of a package and can be known before one is built. The rules are those of
 * grafana/plugin-validator 0.45.6; each test is named after the analyzer that it stands for.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import plugin from '../plugin.json' with { type: 'json' };
import { metadata } from './bundler';
import { project, sourceState, toolchain } from './project.mjs';
import { linkedFiles, withWholeAddresses } from './readme';

const root = path.dirname(import.meta.dirname);
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const shipped = withWholeAddresses(read('README.md'), project.repository, `v${packageJson.version}`);

/** Fields of plugin.json by Grafana's schema, as far as a data source may have them, each with the types that it takes. */
const FIELDS: Record<string, string[]> = {
  $schema: ['string'],
  alerting: ['boolean'],
  annotations: ['boolean'],
  backend: ['boolean'],
  buildMode: ['string'],
  category: ['string'],
  dependencies: ['object'],
  executable: ['string'],
  id: ['string'],
  includes: ['array'],
  info: ['object'],
  languages: ['array'],
  logs: ['boolean'],
  metrics: ['boolean'],
  multiValueFilterOperators: ['boolean'],
  name: ['string'],
  queryOptions: ['object'],
  routes: ['array'],
  streaming: ['boolean'],
  tracing: ['boolean'],
  type: ['string'],
};
const INFO = ['author', 'build', 'description', 'keywords', 'links', 'logos', 'screenshots', 'updated', 'version'];
const BUILD = ['time', 'repo', 'branch', 'hash', 'number', 'pr', 'build'];

const typeOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value);

describe('metadatavalid: plugin.json', () => {
  const written: typeof plugin & { info: { build: object } } = JSON.parse(metadata('production'));

  it('has the fields of the schema and no other', () => {
    for (const [name, value] of Object.entries(written)) {
      expect(FIELDS[name], `plugin.json: ${name} is no field of the schema, take it out`).toContain(typeOf(value));
    }
    expect(INFO).toEqual(expect.arrayContaining(Object.keys(written.info)));
    expect(BUILD).toEqual(expect.arrayContaining(Object.keys(written.info.build)));
    expect(written.info.version).toMatch(/^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/);
    expect(written.info.updated).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(Object.keys(written.info.author)).toEqual(['name', 'url']);
  });

  it('has a category of the list, keywords and a description', () => {
    const categories = ['tsdb', 'logging', 'cloud', 'tracing', 'profiling', 'sql', 'enterprise', 'iot', 'other'];
    expect(categories).toContain(written.category);
    expect(written.info.keywords.length).toBeGreaterThan(0);
    expect(written.info.description).not.toBe('');
  });

  it('has the links that Grafana knows by name, all of them https', () => {
    const names = written.info.links.map(({ name }) => name);
    expect(names).toEqual(['repository', 'documentation', 'raise issue', 'license']);
    for (const { url } of written.info.links) {
      expect(url).toMatch(/^https:\/\//);
      expect(url.startsWith(project.repository), `${url} leads out of the repository: npm run identity`).toBe(true);
    }
  });

  it('says which state of the source it is made of, and no time of its own', () => {
    const again = metadata('production');
    expect(metadata('production')).toBe(again);
    expect(written.info.build).toMatchObject({ time: (sourceState().seconds ?? NaN) * 1000, repo: project.repository });
  });
});

describe('pluginname, typesuffix: the id', () => {
  it('is publisher, name and type', () => {
    expect(plugin.id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+-datasource$/);
    expect(plugin.id.endsWith(`-${plugin.type}`)).toBe(true);
    expect(plugin.name).not.toBe(plugin.id);
  });
});

describe('grafanadependency, restrictivedep: the versions of Grafana', () => {
  it('have a lower end and no upper one, test releases of the lowest included', () => {
    expect(plugin.dependencies.grafanaDependency).toMatch(/^>=\d+\.\d+\.\d+-0$/);
  });
});

describe('screenshots, logos, metadatapaths: pictures', () => {
  const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

  it.each(plugin.info.screenshots)('$path is there, is what its name says, and says what it shows', (shot) => {
    const file = path.join(root, 'docs/screenshots', path.basename(shot.path));
    expect(existsSync(file), `plugin.json names ${shot.path}; put the picture into docs/screenshots`).toBe(true);
    expect(path.extname(file)).toBe('.png');
    expect(readFileSync(file).subarray(0, 4).equals(PNG), `${file} is no PNG`).toBe(true);
    expect(shot.name.length).toBeGreaterThan(10);
  });

  it('has at least one, and a logo in two sizes that runs no script', () => {
    expect(plugin.info.screenshots.length).toBeGreaterThan(0);
    for (const logo of [plugin.info.logos.small, plugin.info.logos.large]) {
      expect(read(`src/${logo}`)).not.toMatch(/<script|on\w+=|href=/);
    }
  });

  it('offers the dashboards that it names', () => {
    for (const { path: file } of plugin.includes) {
      const source = `provisioning/dashboards/baseten/${path.basename(file)}`;
      expect(existsSync(path.join(root, source)), `${source} is missing: npm run generate`).toBe(true);
    }
  });
});

describe('brokenlinks, jargon, readme: the README as it is shipped', () => {
  it('has whole addresses only', () => {
    const targets = [...shipped.replace(/^```[\s\S]*?^```/gm, '').matchAll(/\[.+?\]\((.+?)\)/g)].map(
      ([, to]) => to ?? ''
    );
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((to) => !/^(?:https:\/\/|#|mailto:)/.test(to))).toEqual([]);
  });

  it('leads to files that are there', () => {
    const files = linkedFiles(read('README.md'));
    expect(files).toContain('docs/alerting.md');
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('has no comment, none of the words that the catalog calls jargon, and the text of no template', () => {
    expect(shipped).not.toMatch(/<!--|yarn|nodejs|Plugin Template/i);
  });
});

describe('the links of a document', () => {
  it.each([
    ['[a](docs/a.md#b)', '[a](https://r/blob/v1/docs/a.md#b)'],
    ['![a](./docs/a.png) and [c](d.md)', '![a](https://r/raw/v1/docs/a.png) and [c](https://r/blob/v1/d.md)'],
    ['[a](https://x.dev/y), [b](#here), [c](mailto:a@b.dev)', '[a](https://x.dev/y), [b](#here), [c](mailto:a@b.dev)'],
    ['```md\n[a](b.md)\n```\n[a](b.md)', '```md\n[a](b.md)\n```\n[a](https://r/blob/v1/b.md)'],
  ])('%s', (markdown, want) => {
    expect(withWholeAddresses(markdown, 'https://r', 'v1')).toBe(want);
  });
});

describe('the state of the source', () => {
  it('is the time that is said, where one is', () => {
    expect(sourceState(root, { SOURCE_DATE_EPOCH: '1700000000' }).seconds).toBe(1700000000);
    expect(() => sourceState(root, { SOURCE_DATE_EPOCH: 'today' })).toThrow('a number of seconds since 1970');
  });

  it('is not known outside a repository', () => {
    expect(sourceState('/', {})).toEqual({});
  });

  it('names the Go that builds a package', () => {
    expect(toolchain()).toMatch(/^go1\.\d+\.\d+$/);
  });
});
