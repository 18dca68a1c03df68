import { readFileSync } from 'node:fs';
import grafanaI18n from '@grafana/i18n/eslint-plugin';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { wallsRule } from './build/walls.mjs';

/** Regular expressions that goja reads differently from a browser, or not at all. */
const gojaRegex = (selector) => [
  {
    selector: `${selector}[regex.flags=/v/]`,
    message: 'goja throws on the v flag of a regular expression.',
  },
  {
    selector: `${selector}[regex.pattern=/(?:^|[^\\\\])(?:\\\\\\\\)*\\\\[pP]\\{/]`,
    message: 'In goja \\p{…} matches nothing: list the characters.',
  },
  {
    selector: `${selector}[regex.pattern=/\\(\\?<[=!]/]`,
    message: 'Safari before 16.4 has no lookbehind, and goja runs it on a slow path.',
  },
];

const gojaLacks = {
  Intl: 'goja has no Intl.',
  structuredClone: 'goja has no structuredClone.',
  URL: 'goja has no URL.',
  TextEncoder: 'goja has no TextEncoder.',
  TextDecoder: 'goja has no TextDecoder.',
  setTimeout: 'The translator answers at once.',
  setInterval: 'The translator answers at once.',
  fetch: 'The translator asks nobody.',
  process: 'The translator also runs where there is no Node.',
  Buffer: 'The translator also runs where there is no Node.',
};

const domGlobals = [
  'window',
  'document',
  'navigator',
  'location',
  'localStorage',
  'sessionStorage',
  'self',
  'globalThis',
];

const gojaMethods = [
  'isWellFormed',
  'toWellFormed',
  'localeCompare',
  'toLocaleString',
  'toLocaleLowerCase',
  'toLocaleUpperCase',
  'toLocaleDateString',
  'toLocaleTimeString',
  'toSorted',
  'toReversed',
  'toSpliced',
  'findLast',
  'findLastIndex',
];

/** src/translator runs in browsers and in the backend's JavaScript engine: nothing but the language itself. */
const pureRules = {
  'no-restricted-globals': [
    'error',
    ...domGlobals.map((name) => ({ name, message: 'The translator runs where there is no DOM.' })),
    ...Object.entries(gojaLacks).map(([name, message]) => ({ name, message })),
  ],
  'no-restricted-syntax': [
    'error',
    ...gojaRegex('Literal'),
    {
      // A pattern in quotes is still a pattern, and so is a template.
      selector: 'NewExpression[callee.name="RegExp"] > Literal[value=/(?:\\\\[pP]\\{|\\(\\?<[=!])/]',
      message: 'goja has neither \\p{…} nor cheap lookbehind.',
    },
    {
      selector: 'NewExpression[callee.name="RegExp"] > Literal:nth-child(2)[value=/v/]',
      message: 'goja throws on the v flag of a regular expression.',
    },
    {
      selector: `MemberExpression[property.name=/^(?:${gojaMethods.join('|')})$/]`,
      message: 'goja lacks this method, or answers differently from a browser.',
    },
    {
      selector: 'MemberExpression[object.name=/^(?:Object|Map)$/][property.name="groupBy"]',
      message: 'goja has neither Object.groupBy nor Map.groupBy.',
    },
    {
      // Not by its name alone: groupBy is a field of the query.
      selector: 'MemberExpression[object.name=/^(?:Object|Map)$/][property.name="groupBy"]',
      message: 'goja has no groupBy.',
    },
  ],
};

const fromTests = ['**/*.test.ts', '**/*.test.tsx', '**/testing/**'];

/** What build/nominal.ts stands for. */
const NOMINAL = 'no-unsafe-class-instance-assignment';

// The rules that know types are oxlint's: none of them may be asked of nobody.
const oxlint = readFileSync(new URL('.oxlintrc.json', import.meta.url), 'utf8');
const strict = Object.assign({}, ...tseslint.configs.strictTypeChecked.map(({ rules }) => rules));
const missing = Object.entries(tseslint.plugin.rules).filter(
  ([name, { meta }]) =>
    meta.docs.requiresTypeChecking &&
    !['off', undefined].includes([strict[`@typescript-eslint/${name}`]].flat()[0]) &&
    name !== NOMINAL &&
    !oxlint.includes(`"typescript/${name}": `)
);
if (missing.length > 0) {
  throw new Error(`.oxlintrc.json lacks ${missing.map(([name]) => name).join(', ')}.`);
}

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      'coverage/**',
      'test-results/**',
      'pkg/translator/translator.js',
      'provisioning/**',
      '.cache/**',
    ],
  },
  {
    files: ['**/*.{ts,tsx,mts,mjs,js}'],
    extends: [tseslint.configs.base],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { project: { rules: { walls: wallsRule } } },
    rules: { 'project/walls': 'error' },
  },
  {
    files: ['**/*.{ts,tsx}'],
    // The rules that know types are oxlint's, in .oxlintrc.json.
    extends: [tseslint.configs.strict],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      eqeqeq: ['error', 'always'],
      'no-console': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  {
    // What people read in the editors goes through t(), but for what is shown while the words are loaded.
    files: ['src/{annotations,config,editor,variables}/**/*.tsx'],
    ignores: [...fromTests, 'src/*/Lazy*.tsx'],
    plugins: { '@grafana/i18n': grafanaI18n },
    rules: {
      '@grafana/i18n/no-untranslated-strings': ['error', { calleesToIgnore: ['^css$'] }],
      '@grafana/i18n/no-translation-top-level': 'error',
    },
  },
  {
    // A file of its own may be gone after an update. Who asks for one says what happens then.
    files: ['src/**/*.{ts,tsx}'],
    ignores: [...fromTests, 'src/translator/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: `ImportExpression:not(${[
            'CallExpression[callee.name=/^(?:part|lazily|needed)$/] ImportExpression',
            'TryStatement > .block ImportExpression',
          ].join(', ')})`,
          message: 'The file may be gone: use part() of src/parts, lazily(), or try without it.',
        },
      ],
    },
  },
  {
    // Grafana's comboboxes hand on nothing, or one choice many times; the pickers around them don't.
    files: ['src/**/*.{ts,tsx}', 'demo/**/*.{ts,tsx}'],
    // The loader hands the whole package on, as Grafana does.
    ignores: ['src/picker/*Picker.tsx', 'src/translator/**', 'demo/host/page/loader.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@grafana/ui',
              importNames: ['Combobox', 'MultiCombobox', 'Select', 'MultiSelect', 'AsyncSelect'],
              message: 'Use Picker or MultiPicker of src/picker.',
            },
          ],
        },
      ],
    },
  },
  {
    // The translator calls nothing a hook, whatever its name.
    files: ['src/translator/**/*.ts'],
    rules: { 'react-hooks/rules-of-hooks': 'off' },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: [...fromTests, 'src/translator/hosts/cli.ts', 'src/translator/corpus/oracle/write.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['src/translator/**/*.ts'],
    ignores: [...fromTests, 'src/translator/hosts/cli.ts', 'src/translator/corpus/oracle/write.ts'],
    rules: pureRules,
  },
  {
    // Tests hold wrong input on purpose and speak of it loosely.
    files: [
      '**/*.test.ts',
      '**/*.test.tsx',
      '**/testing/**/*.{ts,tsx}',
      'tests/**/*.ts',
      'demo/**/*.ts',
      'bench/**/*.ts',
    ],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  }
);
