import type { Dialect } from './dialects/dialect.js';
import type { GoldenCase } from './golden-case.js';
import { exposures, type ExposureQuery } from './queries/exposures.js';
import { subjectFacts, type FactScan } from './queries/facts.js';
import { secondaryIds, stageAssignments } from './queries/secondary-ids.js';
import type { ScratchTable, Statement } from './statement.js';

const table = (name: string): ScratchTable => ({ schema: ['scratch'], table: `assay_run_${name}` });
const assignment = table('assignment');
const secondaryId = table('secondary_id_0');

const of = (name: string, statement: Statement): GoldenCase => ({ query: 'secondary-ids', name, statement });

/** Facts that find their subject by a secondary id. */
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
  ];
};
