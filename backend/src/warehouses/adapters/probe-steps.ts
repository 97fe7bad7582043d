import { randomUUID } from 'node:crypto';
import { testSteps, type TestStep, type TestStepName } from '../port.js';
import { WarehouseFailure } from '../warehouse-failure.js';

/** How one adapter takes each step. A step that throws has failed; a text that it returns is shown. */
export interface Probes {
  readonly connect: () => Promise<string>;
  readonly select: () => Promise<void>;
  /** Create, fill and drop the table of this name in the scratch schema. */
  readonly scratch: (table: string) => Promise<void>;
  /** How many tables and views can be read. */
  readonly tables: () => Promise<number>;
}

const titles: Readonly<Record<TestStepName, string>> = {
  secret: 'Read the secret',
  connect: 'Connect',
  select: 'Run SELECT 1',
  scratch: 'Write to the scratch schema',
  tables: 'List readable tables',
};

/** Take the steps from `connect` in order; after a failure the rest is skipped. */
export async function* probeSteps(probes: Probes, scratchSchema: string): AsyncIterable<TestStep> {
  const take: Readonly<Record<Exclude<TestStepName, 'secret'>, () => Promise<string | null>>> = {
    connect: probes.connect,
    select: async () => {
      await probes.select();
      return null;
    },
    scratch: async () => {
      await probes.scratch(`assay_probe_${randomUUID().slice(0, 8)}`);
      return `Created, filled and dropped a table in ${scratchSchema}.`;
    },
    tables: async () => {
      const count = await probes.tables();
      return count === 0
        ? 'No table can be read yet: grant SELECT on the tables to analyse.'
        : `${count} tables and views can be read.`;
    },
  };
  let hasFailed = false;
  for (const name of testSteps) {
    if (name === 'secret') continue;
    const step: TestStep = hasFailed ? skippedStep(name) : await takenStep(name, take[name]);
    hasFailed ||= step.status === 'failed';
    yield step;
  }
}

/** Try one step and say how it went. */
export async function takenStep(name: TestStepName, take: () => Promise<string | null>): Promise<TestStep> {
  const started = performance.now();
  const took = (): number => Math.round(performance.now() - started);
  try {
    const detail = await take();
    return { name, title: titles[name], status: 'passed', detail, remedy: null, cause: null, milliseconds: took() };
  } catch (thrown) {
    const failure = thrown instanceof WarehouseFailure ? thrown : null;
    const detail = failure?.message ?? 'The step broke off for a reason that is ours.';
    const cause = failure?.reason ?? 'query';
    return {
      name,
      title: titles[name],
      status: 'failed',
      detail,
      remedy: remedyOf(name, cause),
      cause,
      milliseconds: took(),
    };
  }
}

export const skippedStep = (name: TestStepName): TestStep => ({
  name,
  title: titles[name],
  status: 'skipped',
  detail: null,
  remedy: null,
  cause: null,
  milliseconds: 0,
});

const remedyOf = (name: TestStepName, cause: WarehouseFailure['reason']): string | null => {
  if (cause === 'credentials') return 'Enter the secret again.';
  if (cause === 'network' || cause === 'timeout') return 'Check address, firewall and that the warehouse runs.';
  if (name === 'scratch')
    return 'Create the scratch schema and give the connection’s role all rights on it, and on nothing else.';
  if (name === 'tables') return 'Give the role USAGE on the schemas and SELECT on the tables to analyse.';
  return null;
};
