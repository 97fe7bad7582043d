import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type {
  AllocationEvaluation,
  Attributes,
  ContextAttributes,
  JsonValue,
  VariationType,
} from '@assay/flag-evaluation';

/** What a case says of one subject. Every field but the key and the assignment may be absent: then it is not compared. */
export interface SubjectCase<Assignment> {
  readonly subjectKey: string;
  readonly subjectAttributes: Attributes | ContextAttributes;
  readonly assignment: Assignment;
  readonly evaluationDetails?: {
    readonly flagEvaluationCode?: string;
    readonly variationKey?: string | null;
    readonly matchedAllocation?: AllocationEvaluation | null;
    readonly unmatchedAllocations?: readonly AllocationEvaluation[];
    readonly unevaluatedAllocations?: readonly AllocationEvaluation[];
  };
  readonly actions?: readonly { readonly actionKey: string }[];
  /** Whether, or how often, an event goes to the callback. */
  readonly logged?: boolean | number;
  /** Fields of that event, all or some. */
  readonly event?: Readonly<Record<string, unknown>> | null;
  readonly actionProbability?: number;
  readonly optimalityGap?: number;
}

export interface FlagCase {
  readonly file: string;
  readonly flag: string;
  readonly variationType: VariationType;
  readonly defaultValue: JsonValue;
  readonly subjects: readonly SubjectCase<JsonValue>[];
}

export interface BanditAssignment {
  readonly variation: string;
  readonly action: string | null;
  readonly actionProbability?: number;
  readonly optimalityGap?: number;
}

export interface BanditCase {
  readonly file: string;
  readonly flag: string;
  readonly defaultValue: string;
  readonly subjects: readonly SubjectCase<BanditAssignment>[];
}

/** A folder of conformance cases as found; absent parts are null or empty. */
export interface CaseFolder {
  readonly flags: string | null;
  readonly obfuscatedFlags: string | null;
  readonly banditFlags: string | null;
  readonly banditModels: string | null;
  readonly flagCases: readonly FlagCase[];
  readonly banditCases: readonly BanditCase[];
}

/** @throws Error when the folder does not exist, or a case file is not JSON. */
export function readCaseFolder(folder: string): CaseFolder {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`There is no folder ${folder}.`);
  const text = (name: string): string | null => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  };
  return {
    flags: text('flags-v1.json'),
    obfuscatedFlags: text('flags-v1-obfuscated.json'),
    banditFlags: text('bandit-flags-v1.json'),
    banditModels: text('bandit-models-v1.json'),
    flagCases: readCases(folder, 'tests') as FlagCase[],
    banditCases: readCases(folder, 'bandit-tests') as BanditCase[],
  };
}

function readCases(folder: string, part: string): unknown[] {
  const path = join(folder, part);
  if (!existsSync(path)) return [];
  const names = readdirSync(path).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => {
    try {
      return { file: `${part}/${name}`, ...(JSON.parse(readFileSync(join(path, name), 'utf8')) as object) };
    } catch (cause) {
      throw new Error(`${part}/${name} is not JSON: ${(cause as Error).message}`, { cause });
    }
  });
}
