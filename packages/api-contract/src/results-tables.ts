import { z } from 'zod';

export const resultsTablesInput = z.object({ isOn: z.boolean() }).meta({ id: 'ResultsTablesInput' });
export type ResultsTablesInput = z.infer<typeof resultsTablesInput>;

/** Whether each refresh also writes its estimates and verdict to tables in the scratch schema of the warehouse. */
export const resultsTablesView = z
  .object({
    isOn: z.boolean(),
    /** Full names of the tables, for queries; empty without a warehouse. */
    tables: z.array(z.string()),
    writtenAt: z.iso.datetime().nullable(),
    /** Why the last writing failed; null = it did not. */
    problem: z.string().nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'ResultsTables' });
export type ResultsTablesView = z.infer<typeof resultsTablesView>;
