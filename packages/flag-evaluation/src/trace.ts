import type { CompiledShard } from './compiled.js';

export type AllocationCode =
  'UNEVALUATED' | 'MATCH' | 'BEFORE_START_TIME' | 'AFTER_END_TIME' | 'FAILING_RULE' | 'TRAFFIC_EXPOSURE_MISS';

/**
 * Hears an evaluation's steps in the order they are decided: a rule after its conditions, a split after its shards, an
 * allocation after its rules and splits. Positions count from 0.
 */
export interface Trace {
  condition(condition: number, value: unknown, matched: boolean): void;
  rule(position: number, matched: boolean): void;
  shard(shard: CompiledShard, value: number, matched: boolean): void;
  split(position: number, matched: boolean): void;
  allocation(position: number, code: AllocationCode): void;
}
