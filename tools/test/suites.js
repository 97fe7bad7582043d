import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findAnalyser } from '../googlesql/analyser.js';

const jest = (project, ...more) => ['node_modules/jest/bin/jest.js', '--selectProjects', project, '--ci', ...more];
const bin = (path) => `node_modules/${path}`;
const cases = process.env.CASES_DIR;

/**
 * Every suite of `npm test`. A suite that prints `N passed, N failed` counts as that; any other is one check that
 * passes when it ends with 0. `needs` names what a machine may lack; `lists` marks a suite whose own skips are
 * documented differences, not missing tools.
 */
export const suites = [
  { name: 'formatting', command: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: [bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.'] },
  { name: 'types: pure packages', command: [bin('typescript/bin/tsc'), '-p', 'tsconfig.pure.json'] },
  { name: 'types: edge handler', command: [bin('typescript/bin/tsc'), '-p', 'packages/edge-handler/tsconfig.json'] },
  { name: 'types: edge module', command: [bin('typescript/bin/tsc'), '-p', 'edge/tsconfig.json'] },
  { name: 'types: Node', command: [bin('typescript/bin/tsc'), '-p', 'tsconfig.node.json'] },
  { name: 'types: console', command: [bin('typescript/bin/tsc'), '-p', 'tsconfig.web.json'] },
  { name: 'lock file', command: ['tools/test/check-lock.js'] },
  { name: 'build', command: ['tools/build/build.js'], first: true },
  { name: 'SDK builds, public types and sizes', command: ['tools/test/build-sdks.js'], first: true },
  { name: 'golden SQL is current', command: ['tools/run.js', 'tools/write-golden.ts', '--check'] },
  {
    name: 'BigQuery SQL by GoogleSQL itself',
    command: ['tools/run.js', 'tools/googlesql/write-verdicts.ts', '--check'],
    needs: ['googlesql'],
  },
  { name: 'settings page is current', command: ['tools/run.js', 'tools/write-settings.ts', '--check'] },
  { name: 'OpenAPI is current', command: ['tools/run.js', 'tools/write-openapi.ts', '--check'] },
  { name: 'unit', command: jest('unit', '--maxWorkers=2'), jest: true },
  { name: 'console', command: jest('web', '--maxWorkers=1'), jest: true },
  { name: 'integration', command: jest('int', '--maxWorkers=2'), jest: true },
  {
    name: 'flag conformance',
    command: ['tools/run.js', 'tools/conformance/flags.ts', join(cases ?? '', 'ufc')],
    needs: ['cases'],
  },
  {
    name: 'pipeline conformance',
    command: ['tools/run.js', 'tools/conformance/pipeline.ts', join(cases ?? '', 'stats')],
    needs: ['cases'],
  },
  {
    name: 'statistics oracles',
    command: ['tools/run.js', 'tools/oracle-stats.ts', join(cases ?? '', 'stats')],
    needs: ['cases'],
    lists: true,
  },
];

/** Why a suite cannot run here; null = it can. */
export const missingFor = (suite) => {
  if (suite.needs?.includes('cases')) {
    if (!cases) return 'CASES_DIR is not set';
    if (!existsSync(cases)) throw new Error(`CASES_DIR names a folder that does not exist: ${cases}`);
  }
  if (suite.needs?.includes('googlesql') && findAnalyser() === null) return 'there is no googlesql-check';
  return null;
};
