import type { Config } from 'jest';

const shared = {
  rootDir: '.',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', '\\.css$': '<rootDir>/tools/jest/empty-css.js' },
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true, decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
  // A slow, shared machine must not fail a test: time is judged by benchmarks alone.
  testTimeout: 300_000,
  modulePathIgnorePatterns: ['/dist/', '/.cache/', '/.assay/', '<rootDir>/bench/', '<rootDir>/edge/toolchain/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.cache/'],
} as const;

/** The private `exports` condition makes Jest read the packages' sources; see docs/adr/0001. */
const node = { customExportConditions: ['@assay/source', 'node', 'node-addons'] };

const config = {
  testTimeout: 300_000,
  reporters: ['<rootDir>/tools/jest/count-reporter.js'],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testEnvironment: 'node',
      testEnvironmentOptions: node,
      testMatch: ['<rootDir>/**/src/**/*.test.ts', '<rootDir>/tools/**/*.test.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.int\\.test\\.ts$'],
    },
    {
      ...shared,
      displayName: 'web',
      testEnvironment: 'jsdom',
      testEnvironmentOptions: { customExportConditions: ['@assay/source', 'browser'] },
      setupFilesAfterEnv: ['<rootDir>/tools/jest/web-setup.js'],
      testMatch: ['<rootDir>/web/src/**/*.test.tsx', '<rootDir>/sdk-js/src/**/*.test.tsx'],
    },
    {
      ...shared,
      displayName: 'int',
      testEnvironment: 'node',
      testEnvironmentOptions: node,
      testMatch: ['<rootDir>/**/src/**/*.int.test.ts', '<rootDir>/tools/**/*.int.test.ts'],
      globalSetup: '<rootDir>/test-support/src/jest/global-setup.ts',
      globalTeardown: '<rootDir>/test-support/src/jest/global-teardown.ts',
    },
  ],
} as unknown as Config;

export { config as default };
