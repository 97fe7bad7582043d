import type { Dialect } from './dialects/dialect.js';
import type { GoldenCase } from './golden-case.js';
import { slotCases } from './golden-slot-cases.js';
import { dayMicros } from './measures.js';
import { capReport, type Variable } from './queries/caps.js';
import { clusters, countsOfMembers, members } from './queries/clusters.js';
import { exposures, type ExposureQuery } from './queries/exposures.js';
import { subjectFacts, type FactScan } from './queries/facts.js';
import { publishedFacts, publishedMembers } from './queries/published.js';
import { secondaryIds, stageAssignments } from './queries/secondary-ids.js';
import { series } from './queries/series.js';
import { subjects } from './queries/subjects.js';
import type { ScratchTable, Statement } from './statement.js';

const table = (name: string): ScratchTable => ({ schema: ['scratch'], table: `assay_run_${name}` });
const assignment = table('assignment');
const secondaryId = table('secondary_id_0');

const member = table('member');
const subject = table('subject_0');
const cap = table('cap_0');
const event = table('event_0');

const of = (name: string, statement: Statement): GoldenCase => ({ query: 'secondary-ids', name, statement });
const ofClusters = (name: string, statement: Statement): GoldenCase => ({ query: 'clusters', name, statement });

/** Facts that find their subject by a secondary id, subjects that are clusters, and slots. */
export const designCases = (
  d: Dialect,
  { exposed, scan }: { readonly exposed: ExposureQuery; readonly scan: FactScan },
): readonly GoldenCase[] => {
  const split = { ...exposed, properties: ['country'] };
  return [
    of('assignments', stageAssignments(d, assignment, split, ['User Id', 'email'])),
    of('exposures', exposures(d, { ...exposed, staged: assignment })),
    of('exposures-with-properties', exposures(d, { ...split, staged: assignment })),
    of('belong-to', secondaryIds(d, { table: secondaryId, assignments: assignment, exposures: exposed.table, at: 1 })),
    of(
      'facts',
      subjectFacts(
        d,
        'facts',
        table('fact_0'),
        { ...scan, secondaryIds: secondaryId, measures: scan.measures.slice(0, 2) },
        null,
      ),
    ),
    ...clusterCases(d, { exposed, scan }),
    ...slotCases(d, { scan }),
  ];
};

const clusterCases = (
  d: Dialect,
  { exposed, scan }: { readonly exposed: ExposureQuery; readonly scan: FactScan },
): readonly GoldenCase[] => {
  const { variations } = exposed;
  const staged = { table: event, stagedFor: scan.measures };
  const custody = { variations, minimumContributors: 5 };
  const percentile = { kind: 'percentile' as const, percentile: 0.99, excludeZeros: false };
  const variables: readonly Variable[] = [
    { column: 0, winsorization: { upper: percentile, lower: null }, isBinary: false },
    { column: 1, winsorization: null, isBinary: false },
  ];
  const untilMicros = Date.parse('2026-03-29T00:00:00Z') * 1000;
  const published = {
    ...{ table: { schema: ['scratch'], table: 'assay_kept_published_2' }, exposures: exposed.table },
    ...{ members: member, cutoffs: [{ unit: 'calendar_days' as const, after: 14 }], untilMicros },
  };
  const values = [
    { facts: 0, column: 0, cutoff: null },
    { facts: null, column: 0, cutoff: { unit: 'micros' as const, after: dayMicros } },
  ];
  const unlabelled = { propertyValues: null, properties: 0, facts: [table('fact_0')], untilMicros };
  return [
    ofClusters(
      'members',
      members(d, { table: member, assignments: assignment, exposures: exposed.table, at: 0, properties: 1 }),
    ),
    ofClusters('member-counts', countsOfMembers(d, { members: member, ...custody })),
    ofClusters(
      'subjects',
      subjects(d, { table: subject, exposures: member, countedBy: 'cluster_key', variations, values, ...unlabelled }),
    ),
    ofClusters(
      'caps-in-use',
      capReport(d, {
        table: cap,
        subjects: subject,
        variables,
        caps: cap,
        minimumContributors: 5,
        countedBy: 'cluster_key',
      }),
    ),
    ofClusters(
      'sums',
      clusters(d, { table: table('cluster_0'), subjects: subject, caps: cap, variables, properties: 1 }),
    ),
    ofClusters(
      'series',
      series(d, {
        ...{
          subjects: subject,
          countedBy: 'cluster_key',
          caps: cap,
          pivots: table('pivot_0'),
          untilMicros,
          ...custody,
        },
        sources: [{ events: event, measures: scan.measures }],
        variables: variables.map((variable, i) => ({
          ...{ ...variable, source: i === 0 ? 0 : -1, measure: i === 0 ? 0 : -1, isMember: i === 1 },
          cutoff: { unit: 'micros' as const, after: dayMicros },
        })),
        metrics: [{ variables: [0, 1] }],
      }),
    ),
    ofClusters('published-members', publishedMembers(d, published)),
    ofClusters('published-facts', publishedFacts(d, { ...published, staged, source: 0 })),
  ];
};
