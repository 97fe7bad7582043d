import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What a page downloads for one entry of the browser SDK, in gzipped bytes. */
export interface SizeBudget {
  readonly entry: string;
  /** More fails the build. Only ever lowered. */
  readonly limit: number;
  /** What we are after. */
  readonly goal: number;
}

export const budgets: readonly SizeBudget[] = [
  { entry: 'index', limit: 5_930, goal: 6_000 },
  { entry: 'precomputed', limit: 2_475, goal: 2_500 },
];

export interface SizeReport extends SizeBudget {
  readonly bytes: number;
  readonly isWithin: boolean;
}

/** Measures the built entries of a folder (`sdk-js/dist/esm`). @throws when one was not built. */
export const measureBundles = (folder: string, wanted: readonly SizeBudget[] = budgets): SizeReport[] =>
  wanted.map((budget) => {
    const bytes = gzipSync(readFileSync(join(folder, `${budget.entry}.js`)), { level: 9 }).length;
    return { ...budget, bytes, isWithin: bytes <= budget.limit };
  });

if (process.argv[1]?.includes('check-bundle-size')) {
  const reports = measureBundles(resolve(process.argv[2] ?? 'sdk-js/dist/esm'));
  for (const { entry, bytes, limit, goal, isWithin } of reports) {
    const verdict = isWithin ? 'ok' : 'TOO LARGE';
    process.stdout.write(`${entry.padEnd(12)} ${bytes} bytes gzipped, limit ${limit}, goal ${goal}: ${verdict}\n`);
  }
  if (reports.some((report) => !report.isWithin)) process.exitCode = 1;
}
