import type { Statement } from '@assay/warehouse-sql';
import { refusalOfAggregate } from './aggregate-check.js';
import type { Warehouse } from '../port.js';
import { refusalOfScratch } from './scratch-check.js';
import { parseStatements, refusalOf } from './sql-guard.js';
import { WarehouseFailure } from '../warehouse-failure.js';

/** Digests of statements that were found good; the same text is not read twice. */
const remembered = 2_000;

/**
 * The warehouse behind a second, independent look at every statement before it is sent. A refusal here is a defect of
 * ours or an attack: it fails as `query`, and nothing reaches the warehouse.
 */
export function checkedWarehouse(warehouse: Warehouse, scratchSchema: string): Warehouse {
  const good = new Set<string>();
  const expectGood = async (statement: Statement): Promise<void> => {
    if (good.has(statement.digest)) return;
    const why = await refusalOfStatement(statement, scratchSchema);
    if (why !== null) {
      const message = `The statement for ${statement.purpose} was not sent: ${why}`;
      throw new WarehouseFailure('query', message, { cause: 'query', refused: statement.kind });
    }
    if (good.size >= remembered) good.clear();
    good.add(statement.digest);
  };
  return {
    ...warehouse,
    submit: async (statement, tag) => {
      await expectGood(statement);
      return warehouse.submit(statement, tag);
    },
    estimate: async (statement) => {
      await expectGood(statement);
      return warehouse.estimate(statement);
    },
  };
}

async function refusalOfStatement(statement: Statement, scratchSchema: string): Promise<string | null> {
  switch (statement.kind) {
    case 'aggregate':
      return refusalOfAggregate(statement);
    case 'scratch':
      return refusalOfScratch(statement, scratchSchema);
    case 'preview':
    case 'probe':
      return refusalOfQuery(statement);
    default:
      return statement.kind satisfies never;
  }
}

async function refusalOfQuery({ text, dialect }: Statement): Promise<string | null> {
  const parsed = await parseStatements(text, dialect);
  if (parsed.outcome === 'refused') return parsed.message;
  const [root, ...more] = parsed.statements;
  if (root === undefined || more.length > 0 || !('select' in root)) return 'It is not one SELECT.';
  const refusal = refusalOf(root, dialect);
  return refusal === null ? null : `It ${refusal}.`;
}
