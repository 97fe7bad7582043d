import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { KeepingPlace } from '../planning/analysis-lookup.js';
import type { AnalysisRequest } from '../planning/analysis-request.js';
import { filled } from '../planning/fill-templates.js';
import { planAnalysis } from '../planning/planner.js';

/** What a table of digests is of. */
export const publishedContents = z.object({
  /** Digest of the analysis, see `definitionOf`. */
  definition: z.string(),
  /** The as-of of the results that were published with it. */
  asOf: z.iso.datetime(),
});
export type PublishedContents = z.infer<typeof publishedContents>;

/** Any one instant, so that the same definitions give the same statements whenever they are asked for. */
const anyTime = '2100-01-01T00:00:00.000Z';

/**
 * Digest of an analysis as it is defined: of its statements as they would be at one fixed time, and of where they run.
 * Results of another definition are other numbers, which are not compared.
 */
export const definitionOf = (unfilled: AnalysisRequest, { address }: KeepingPlace, withSeries: boolean): string => {
  const table = { schema: unfilled.connection.scratchSchema, table: 'assay_published' };
  const plan = planAnalysis(filled(unfilled, anyTime), {
    ...{ runId: 'definition', asOf: anyTime, withSeries },
    publication: { now: table, before: table },
  });
  const texts = plan.steps.map(({ statement }) => statement.digest);
  return createHash('sha256')
    .update(JSON.stringify([address, texts]))
    .digest('hex');
};
