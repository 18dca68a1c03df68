// Which part of the project may import what. These are lists of what is allowed: what a row doesn't name, lint refuses, so
// a new tie between two parts is a decision and not an accident. A lint rule, since editors show it where it is written.
import path from 'node:path';

const root = path.dirname(import.meta.dirname);

/** What Grafana and React lend to everything that is shown. */
const shown = ['@emotion/css', '@grafana/data', '@grafana/plugin-ui', '@grafana/ui', 'react'];
/** What every editor is made of. */
const editor = [
  ...shown,
  'src/i18n',
  'src/lazily',
  'src/lookups',
  'src/parts',
  'src/picker',
  'src/source',
  'src/translator',
  'src/types',
];

/**
 * A place, a folder or a file without its ending, and what it may import beside itself: places, packages, and `node:`. The
 * row with the longest place that fits a file is the one that counts for it.
 */
export const walls = [
  // The translator. Its parts lean on those above them.
  ['src/translator/contract', []],
  ['src/translator/promql/re2', []],
  ['src/translator/promql', ['src/translator/contract']],
  ['src/translator/promql/syntax', ['src/translator/promql', '@prometheus-io/lezer-promql']],
  ['src/translator/reading', ['src/translator/contract', 'src/translator/promql', 'src/translator/catalog']],
  // Rows and what composes them know each other: a row says how it is composed, and what composes it reads the row's facts.
  ...['src/translator/catalog', 'src/translator/composition'].map((place) => [
    place,
    ['contract', 'promql', 'catalog', 'reading', 'composition'].map((part) => `src/translator/${part}`),
  ]),
  ['src/translator/reverse', ['contract', 'promql', 'catalog', 'translate'].map((part) => `src/translator/${part}`)],
  ['src/translator/hosts', ['src/translator']],
  ['src/translator/hosts/cli', ['src/translator/hosts', 'node:']],
  // The corpus is worked out by an oracle of its own: it shares the shape of queries and translations, and no code.
  ['src/translator/corpus', ['src/translator/contract', 'node:']],
  ['src/translator/corpus/oracle', ['src/translator/corpus/shapes', 'node:']],
  [
    'src/translator',
    ['contract', 'promql', 'catalog', 'reading', 'composition', 'reverse'].map((part) => `src/translator/${part}`),
  ],

  // What the front end is made of.
  ['src/drilldowns', ['@grafana/data', 'src/i18n', 'src/translator', 'src/types', 'src/variables/groupedBy']],
  ['src/answers', ['@grafana/data', '@grafana/runtime', 'rxjs', 'src/colors', 'src/explore', 'src/types']],
  ['src/colors', ['@grafana/data']],
  ['src/explore', ['@grafana/data']],
  ['src/keptFocus', ['@emotion/css', 'react']],
  ['src/health', ['@grafana/runtime', 'src/i18n', 'src/parts', 'src/translator']],
  ['src/i18n', ['@grafana/i18n', 'locales']],
  ['src/lazily', ['@grafana/ui', 'react', 'src/i18n', 'src/keptFocus', 'src/parts']],
  ['src/lookups', ['src/translator']],
  // Read by the rules' generator and by the browser: no file, no Grafana.
  ['src/objectives', ['src/sha256', 'src/translator', 'yaml']],
  // The alert rules of a document: for the generator, and for the page that previews and installs them.
  ['src/rules', ['src/objectives', 'src/sha256', 'src/translator', 'yaml']],
  ['src/sha256', []],
  // Evaluates rules as Grafana does, in the browser and in tests: plain calculation.
  ['src/backtest', []],
  ['src/parts', ['src/i18n']],
  ['src/picker', ['@emotion/css', '@grafana/ui', 'react']],
  ['src/publicPath', ['amd-module']],
  ['src/requests', ['@grafana/data', 'src/settingValues', 'src/types']],
  ['src/settingValues', ['src/translator', 'src/types']],
  ['src/source', ['@grafana/data', 'src/lookups', 'src/translator', 'src/types']],
  ['src/types', ['@grafana/data', '@grafana/schema', 'src/translator']],
  ['src/known', ['src/translator']],
  ['src/interpolate', ['@grafana/data', '@grafana/runtime', 'src/known', 'src/translator', 'src/types']],
  [
    'src/exchange',
    [
      '@grafana/data',
      '@grafana/runtime',
      'src/editor/texts',
      'src/i18n',
      'src/known',
      'src/parts',
      'src/translator',
      'src/types',
    ],
  ],

  // What people see, each part loaded when it is opened.
  ['src/editor', [...editor, '@grafana/schema', 'src/editor', 'src/exchange', 'src/interpolate']],
  [
    'src/editor/code',
    [
      ...editor,
      'src/editor',
      '@codemirror',
      '@lezer/highlight',
      '@prometheus-io/codemirror-promql',
      '@prometheus-io/lezer-promql',
    ],
  ],
  ['src/editor/rule', [...editor, 'rxjs', 'src/backtest', 'src/editor', 'yaml']],
  ['src/config', [...shown, 'src/i18n', 'src/lazily', 'src/settingValues', 'src/translator', 'src/types']],
  [
    'src/alerts',
    [...editor, '@grafana/runtime', 'rxjs', 'src/backtest', 'src/editor', 'src/objectives', 'src/rules', 'src/sha256'],
  ],
  ['src/annotations', [...editor, 'rxjs', 'src/editor']],
  ['src/variables', [...editor, 'src/known', '@grafana/schema', 'rxjs', 'src/editor', 'src/interpolate']],

  // The data source puts them together. It knows editors only by what asks for annotations and variables.
  [
    'src/datasource',
    [
      ...[
        '@grafana/data',
        '@grafana/runtime',
        '@grafana/schema',
        'rxjs',
        'src/annotations',
        'src/answers',
        'src/drilldowns',
        'src/colors',
        'src/exchange',
        'src/health',
      ],
      ...[
        'src/i18n',
        'src/interpolate',
        'src/known',
        'src/lookups',
        'src/parts',
        'src/requests',
        'src/settingValues',
        'src/translator',
        'src/types',
        'src/variables',
      ],
    ],
  ],
  [
    'src/module',
    [
      '@grafana/data',
      'src/alerts/LazyAlertsPage',
      'src/config/LazyConfigEditor',
      'src/datasource',
      'src/editor/LazyQueryEditor',
      'src/editor/LazyQueryHelp',
      'src/types',
    ],
  ],

  // Beside the plugin.
  ['provision', ['@grafana/grafana-foundation-sdk', 'node:', 'src/objectives', 'src/rules', 'src/translator', 'yaml']],
  // A container gets this folder and nothing else.
  ['demo/simulator', ['node:']],
  [
    'build',
    [
      '@playwright/test',
      '@cyclonedx/cyclonedx-library',
      '@rspack/core',
      'rolldown',
      'eslint',
      'marked',
      'node:',
      'package',
      'plugin',
      'src/editor/recipes',
      'src/translator',
      'typescript',
      'typescript-native/unstable',
    ],
  ],
];

/** Folders that are entered by their index alone, by tests as well. */
export const doors = ['src/translator', 'src/objectives', 'src/picker', 'src/backtest'];

const isTest = (file) => /\.test\.tsx?$|(?:^|\/)testing(?:\/|\.)/.test(file);
const within = (file, place) => file === place || file.startsWith(`${place}/`);
const withoutEnding = (file) => file.replace(/(?:\/index)?\.(?:[cm]?[jt]sx?|json)$/, '');

/** Why a file may not import a module; undefined where it may. `file` is a path from the project's folder. */
export function complaint(file, source) {
  const here = withoutEnding(file);
  const relative = source.startsWith('.');
  const target = relative
    ? path.posix.normalize(path.posix.join(path.posix.dirname(file), withoutEnding(source)))
    : source;
  const door = doors.find((folder) => relative && within(target, folder) && !within(here, folder));
  if (door !== undefined && target !== door && target !== `${door}/index`) {
    return `${door} is entered by its index, from which everything else is imported too`;
  }
  const row = placeOf(here);
  if (row === undefined || isTest(file)) {
    return undefined;
  }
  const [place, allowed] = row;
  const own = relative && placeOf(target)?.[0] === place;
  const may = own || allowed.some((entry) => (entry === 'node:' ? target.startsWith(entry) : within(target, entry)));
  return may ? undefined : `${place} may import ${['itself', ...allowed].join(', ')}; build/walls.mjs has the table`;
}

function placeOf(target) {
  return walls.filter(([place]) => within(target, place)).sort(([a], [b]) => b.length - a.length)[0];
}

/** The ESLint rule. */
export const wallsRule = {
  meta: { type: 'problem', schema: [], messages: { wall: '{{source}} is not to be imported here: {{why}}.' } },
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const check = (node) => {
      const source = node?.type === 'TSLiteralType' ? node.literal : node;
      const why = typeof source?.value === 'string' ? complaint(file, source.value) : undefined;
      if (why !== undefined) {
        context.report({ node: source, messageId: 'wall', data: { source: source.value, why } });
      }
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument),
    };
  },
};
