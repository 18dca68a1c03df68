import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const RUN = 'then run: npx vitest run src/config && go test ./pkg/settings';

function textOf(folder: string, wanted: (name: string) => boolean): string {
  const from = path.join(import.meta.dirname, folder);
  const names = readdirSync(from).filter(wanted);
  return names.map((name) => readFileSync(path.join(from, name), 'utf8')).join('\n');
}

const types = textOf('..', (name) => name === 'types.ts');
const page = textOf('.', (name) => /(?<!\.test)\.tsx?$/.test(name));
const backend = textOf('../../pkg/settings', (name) => name.endsWith('.go') && !name.endsWith('_test.go'));

/** Fields of an interface of src/types.ts. */
function fieldsOf(name: string): string[] {
  const [, body = ''] = new RegExp(`interface ${name} .*?\\{\\n(.*?)\\n\\}`, 's').exec(types) ?? [];
  return [...body.matchAll(/^ {2}(\w+)\?:/gm)].map(([, field = '']) => field);
}

const settings = [...fieldsOf('BasetenOptions'), ...fieldsOf('BasetenLimits')];

/** Of the page and of alert rules alone: no query reads it, and no server is told. */
const BROWSERS_ALONE = ['objectives'];
/** Drawn by the parts of Grafana for a connection and a log-in, which the page puts together. */
const GRAFANAS_FIELDS = ['tlsAuth', 'tlsAuthWithCACert', 'tlsSkipVerify', 'serverName', 'oauthPassThru'];
/** Drawn on another tab. */
const OTHER_TAB = ['objectives'];
/** Of Grafana's own settings, or of other data sources whose files people copy; src/types.ts has no need of them. */
const NOT_OURS = [
  'azureCredentials',
  'enableSecureSocksProxy',
  'keepCookies',
  'secureSocksProxyUsername',
  'sigV4Auth',
  'timeout',
];

test('the backend reads every setting that src/types.ts has', () => {
  const unread = settings.filter((name) => !BROWSERS_ALONE.includes(name) && !backend.includes(`"${name}"`));
  expect(
    unread,
    `Read these in pkg/settings/settings.go: a row in countSettings or durationSettings, or in Load; ${RUN}`
  ).toEqual([]);
});

test('the page shows every setting that src/types.ts has', () => {
  const elsewhere = [...GRAFANAS_FIELDS, ...OTHER_TAB];
  const unseen = settings.filter(
    (name) => !elsewhere.includes(name) && !page.includes(`jsonData.${name}`) && !page.includes(`setting: '${name}'`)
  );
  const hint = 'Give each a row in src/config/limits.ts or a field in src/config/QuerySettings.tsx';
  expect(unseen, `${hint}; ${RUN}`).toEqual([]);
});

test('src/types.ts has every setting that the backend reads', () => {
  const read = [...backend.matchAll(/(?:\bfields\.\w+\(|\bf\.\w+\(|\bf\[|^\t\{)"(\w+)"/gm)].map(
    ([, name = '']) => name
  );
  expect(read.length).toBeGreaterThan(10);
  const unknown = read.filter((name) => !settings.includes(name) && !NOT_OURS.includes(name));
  expect(unknown, `Add these to BasetenOptions or BasetenLimits in src/types.ts; ${RUN}`).toEqual([]);
});

test('an error of the backend calls every setting as the page does', () => {
  const [, labelled = ''] = /withLabels\(map\[string\]string\{(.*?)\}\)/s.exec(backend) ?? [];
  const english = new Map(
    [...labelled.matchAll(/"(\w+)": "([^"]+)"/g)].map(([, name = '', label = '']) => [name, label] as const)
  );
  const loaded = [...backend.matchAll(/\bfields\.\w+\("(\w+)"/g)].map(([, name = '']) => name);
  const unnamed = loaded.filter((name) => !NOT_OURS.includes(name) && !english.has(name));
  expect(unnamed, `Write their names on the page into "labels" of pkg/settings/settings.go; ${RUN}`).toEqual([]);
  const other = [...english].filter(([name, label]) => name !== 'url' && !page.includes(`'${label}'`));
  expect(other, `The page calls these otherwise than "labels" of pkg/settings/settings.go; ${RUN}`).toEqual([]);
});
