import type { CompiledData } from '@assay/flag-evaluation';
import { Failure, type FieldError } from '../../kernel/index.js';

/**
 * Microseconds of the edge's processor, where JavaScript is interpreted, for deciding all flags for one subject.
 * Measured in Fastly's local runtime (docs/benchmarks.md), rounded up.
 */
const cost = { request: 1_500, hash: 14, flag: 12, condition: 3 } as const;
const named = 5;

export interface EdgeCost {
  /** Milliseconds for a subject who is asked about everything. */
  readonly ms: number;
  /** The most expensive flags first. */
  readonly flags: readonly {
    readonly key: string;
    readonly ms: number;
    readonly hashes: number;
    readonly conditions: number;
  }[];
}

/** What a request for all assignments costs at most: every condition is asked and every salt is hashed, each once. */
export function estimateEdgeCost({
  flags,
  salts,
  conditions,
}: Pick<CompiledData, 'flags' | 'salts' | 'conditions'>): EdgeCost {
  const rows = Object.entries(flags).map(([key, [, , , , allocations]]) => {
    const hashed = new Set(allocations.flatMap((one) => one[5].flatMap((split) => split[3].map((shard) => shard[0]))));
    const asked = new Set(allocations.flatMap((one) => (one[4] ?? []).flat()));
    const micros = cost.flag + hashed.size * cost.hash + asked.size * cost.condition;
    return { key, ms: micros / 1_000, hashes: hashed.size, conditions: asked.size };
  });
  const shared = salts.length * cost.hash + conditions.length * cost.condition;
  return {
    ms: (cost.request + rows.length * cost.flag + shared) / 1_000,
    flags: rows.toSorted((a, b) => b.ms - a.ms || (a.key < b.key ? -1 : 1)),
  };
}

/** Why a ruleset is not published, naming the flags that cost most. */
export function edgeCostFailure({ ms, flags }: EdgeCost, limit: number, environment: string): Failure {
  const errors: FieldError[] = flags.slice(0, named).map((flag) => ({
    path: `flags.${flag.key}`,
    message: `costs ${flag.ms.toFixed(2)} ms (${flag.hashes} hashes, ${flag.conditions} conditions).`,
  }));
  const most = flags.slice(0, named).map(({ key }) => `"${key}"`);
  return new Failure(
    'conflict',
    `Deciding all ${flags.length} flags of ${environment} would take the edge ${ms.toFixed(1)} ms; ${limit} ms are allowed (EDGE_COST_LIMIT_MS). ` +
      `Turn off or archive flags that are no longer needed, end experiments, or merge rules. Most expensive: ${most.join(', ')}.`,
    { limit, estimated: Number(ms.toFixed(1)), environment },
    { errors },
  );
}
