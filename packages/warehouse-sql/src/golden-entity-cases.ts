import type { Dialect } from './dialects/dialect.js';
import type { GoldenCase } from './golden-case.js';
import { describedExposures, entityProperties, otherVariations } from './queries/entity-properties.js';
import type { ScratchTable, Statement } from './statement.js';

const table = (name: string): ScratchTable => ({ schema: ['scratch'], table: `assay_run_${name}` });
const exposure = table('exposure');
const assigned = table('assigned');
const described = table('entity_property_0');

const of = (query: string, name: string, statement: Statement): GoldenCase => ({ query, name, statement });

/** What is joined to the assigned, in every shape that differs. */
export const entityCases = (d: Dialect): readonly GoldenCase[] => [
  of(
    'entity-properties',
    'two',
    entityProperties(d, {
      ...{ table: described, assigned, select: 'SELECT * FROM orders', subjectColumn: 'unit_id' },
      columns: ['status', 'Order Note'],
    }),
  ),
  of('entity-properties', 'variations-of-another', otherVariations(d, { table: described, assigned, other: exposure })),
  of(
    'entity-properties',
    'described',
    describedExposures(d, {
      ...{ table: exposure, assigned, tables: [described] },
      properties: [{ assigned: 0 }, { table: 0, value: 1 }, { assigned: 1 }, { table: 0, value: 0 }],
    }),
  ),
];
