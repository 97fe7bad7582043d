import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Pure packages know no clock, no randomness and no I/O: they take them as arguments. */
const purePackages = [
  'packages/flag-evaluation/src/**/*.ts',
  'packages/sdk-core/src/**/*.ts',
  'packages/definitions/src/**/*.ts',
  'packages/warehouse-sql/src/**/*.ts',
  'packages/stats/src/**/*.ts',
  'packages/api-contract/src/**/*.ts',
  'packages/demo-data/src/**/*.ts',
  'packages/edge-handler/src/**/*.ts',
];

const noDefaultsNoEnums = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
];
const noAmbientTimeOrChance = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take the time as an argument.',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take the time as an argument.' },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Take randomness as an argument.',
  },
];

const config = tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/.cache/**',
      '**/.assay/**',
      '**/golden/**',
      '**/generated/**',
      'edge/bin/**',
      'edge/toolchain/**',
      'bench/**/node_modules/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-empty-object-type': 'off',
      'no-restricted-syntax': ['error', ...noDefaultsNoEnums],
      'no-undef': 'off',
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: purePackages,
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noDefaultsNoEnums, ...noAmbientTimeOrChance] },
  },
  {
    // Tables may run longer: dialects and error codes.
    files: ['packages/warehouse-sql/src/dialects/*.ts', '**/*.failures.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    // Tools that demand a default export of their configuration.
    files: ['**/*.config.{js,ts}', 'tools/jest/*.js', 'test-support/src/jest/*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);

export { config as default };
