import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDuckDb } from '../../warehouses/adapters/duckdb.adapter.js';
import { execute } from '../execution/execute.js';
import { MemoryJournal } from '../execution/memory-journal.js';
import { planAnalysis } from '../planning/planner.js';
import { inFile } from '../reference/kept-fixture.js';
import { firstDay } from '../reference/random-rows.js';
import type { AssignmentRow, FactRow, ScheduleRow } from '../reference/reference.js';
import { scheduled, scheduleTable } from '../reference/slots-fixture.js';
import { aAnalysis, clustered, factText, metricsUnderTest, writeRows } from '../reference/warehouse-fixture.js';

let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-cluster-publication-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const k = 3;
const hour = 3_600_000;
const clusters = Array.from({ length: 16 }, (_, i) => i);
const members = Array.from({ length: 6 }, (_, i) => i);
const idle = 6;
const assigned = (cluster: number, account: string): AssignmentRow => ({
  ...{ subject: `c${cluster}`, account, variation: cluster % 2 === 0 ? 'control' : 'treat' },
  ...{ experiment: 'exp', country: null, at: firstDay + hour },
});
const spent = (account: string): FactRow => ({
  ...{ subject: null, account, amount: 5, word: null, status: null, at: firstDay + 3 * hour },
});
const account = (cluster: number, member: number): string => `c${cluster} of ${member}`;
const rows = {
  assignments: clusters.flatMap((cluster) =>
    [...members, idle].map((member) => assigned(cluster, account(cluster, member))),
  ),
  facts: clusters.flatMap((cluster) => members.map((member) => spent(account(cluster, member)))),
};

/** Each of the clusters is a unit too: its own account, switched every half day for a week. */
const schedule = clusters.flatMap((cluster) =>
  Array.from({ length: 14 }, (_, i): ScheduleRow => {
    const from = firstDay + 12 * i * hour;
    const variation = (i + cluster) % 2 === 0 ? 'control' : 'treat';
    return { unit: account(cluster, 0), experiment: 'exp', variation, from, until: from + 12 * hour };
  }),
);

const scratch = (table: string) => ({ schema: ['assay_scratch'], table });
const metrics = metricsUnderTest.filter(({ id }) => id === 'sum');
const ofClusters = clustered(aAnalysis({ minimumContributors: k, metrics }));
const ofSlots = scheduled(k, metrics);

/** Whether results may leave after a change of the tables, beside those that left before it. */
const mayPublishAfter = async (change: readonly string[], request = ofClusters): Promise<boolean | undefined> => {
  const path = join(folder, `${++files}.duckdb`);
  await writeRows(path, rows);
  await inFile(path, scheduleTable(schedule));
  const refresh = async (now: string, before: string | null) => {
    const plan = planAnalysis(request, {
      ...{ runId: 'test', asOf: '2026-06-01T00:00:00Z', withSeries: true },
      publication: { now: scratch(now), before: before === null ? null : scratch(before) },
    });
    const warehouse = await openDuckDb({
      ...{ path, scratchSchema: 'assay_scratch', threads: 2, memoryLimit: '1GB', tempDirectory: folder },
    });
    const journal = new MemoryJournal();
    await execute(plan, warehouse, journal, {
      ...{ tag: { organisationId: 'org', purpose: 'run' }, variations: ['control', 'treat'], concurrency: 1 },
    });
    await warehouse.close();
    for (const [id, end] of journal.ends) if (end.state === 'failed') throw new Error(`${id}: ${end.failure.message}`);
    const compared = journal.ends.get('publication');
    return compared?.state === 'done' ? compared.findings.mayPublish : undefined;
  };
  await refresh('assay_kept_published_1', null);
  await inFile(path, change);
  return refresh('assay_kept_published_2', 'assay_kept_published_1');
};

const facts = (...of: readonly FactRow[]): string => `INSERT INTO facts VALUES ${of.map(factText).join(',')}`;
/** Another account in the place of the one that has no facts. */
const replaced = (...of: readonly number[]): string =>
  `UPDATE assignments SET account = 'another' || account WHERE account IN (${of.map((one) => `'${account(one, idle)}'`).join(',')})`;

it('publishes nothing that differs by one cluster, however many of its members changed', async () => {
  expect(await mayPublishAfter([facts(...members.map((member) => spent(account(0, member))))])).toBe(false);
});

it('publishes what differs by enough clusters', async () => {
  expect(await mayPublishAfter([facts(...[0, 2, 4].map((cluster) => spent(account(cluster, 0))))])).toBe(true);
});

it('publishes what does not differ', async () => {
  expect(await mayPublishAfter([])).toBe(true);
});

it('takes other members for a change of their clusters, also where none of them has facts', async () => {
  expect(await mayPublishAfter([replaced(0, 2)])).toBe(false);
  expect(await mayPublishAfter([replaced(0, 2, 4)])).toBe(true);
});

describe('given slots of a schedule', () => {
  const later = (cluster: number, hours: number): FactRow => ({
    ...spent(account(cluster, 0)),
    at: firstDay + hours * hour,
  });

  it('publishes nothing that differs by slots of few units, and what differs by enough', async () => {
    const manyOfOne = Array.from({ length: 14 }, (_, i) => later(0, 12 * i + 4));
    expect(await mayPublishAfter([facts(...manyOfOne)], ofSlots)).toBe(false);
    expect(await mayPublishAfter([facts(...[0, 2, 4].map((cluster) => later(cluster, 4)))], ofSlots)).toBe(true);
    expect(await mayPublishAfter([], ofSlots)).toBe(true);
  });

  it('takes another end of a slot for a change of its unit', async () => {
    const shorter = (...of: readonly number[]): string =>
      `UPDATE schedule SET until_at = until_at - INTERVAL 1 HOUR WHERE "Unit Id" IN (${of.map((one) => `'${account(one, 0)}'`).join(',')})`;
    expect(await mayPublishAfter([shorter(1, 3)], ofSlots)).toBe(false);
    expect(await mayPublishAfter([shorter(1, 3, 5)], ofSlots)).toBe(true);
  });
});
