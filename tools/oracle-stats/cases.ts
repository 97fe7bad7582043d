import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One answer of an independent tool: what it was given and what it gave. */
export interface Case {
  readonly file: string;
  readonly name: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
  readonly tolerance: { readonly rel: number; readonly abs: number };
}

/** What became of a case. */
export type Outcome =
  /** `omitted`: keys of the answer that we do not compare, each with its reason. */
  | { readonly kind: 'ran'; readonly actual: unknown; readonly omitted?: Readonly<Record<string, string>> }
  | { readonly kind: 'skipped'; readonly because: string };

export const ran = (actual: unknown, omitted?: Readonly<Record<string, string>>): Outcome => ({
  kind: 'ran',
  actual,
  omitted,
});
export const skipped = (because: string): Outcome => ({ kind: 'skipped', because });

/** Every case of every list in DIR/expected; a file that is no list of cases (an answer of the pipeline) is named. */
export function readCases(directory: string): { cases: Case[]; otherFiles: string[] } {
  const folder = join(directory, 'expected');
  if (!existsSync(folder)) throw new Error(`There is no folder "expected" in ${directory}.`);
  const cases: Case[] = [];
  const otherFiles: string[] = [];
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.json')) continue;
    const content: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    if (!Array.isArray(content)) {
      otherFiles.push(file);
      continue;
    }
    for (const entry of content as Record<string, unknown>[]) cases.push(toCase(file, entry));
  }
  return { cases, otherFiles };
}

function toCase(file: string, entry: Record<string, unknown>): Case {
  const tolerance = (entry.tolerance ?? {}) as { rel?: number; abs?: number };
  return {
    file,
    name: String(entry.name),
    method: String(entry.method),
    params: (entry.params ?? {}) as Record<string, unknown>,
    inputs: (entry.inputs ?? {}) as Record<string, unknown>,
    expected: entry.expected,
    tolerance: { rel: tolerance.rel ?? 1e-9, abs: tolerance.abs ?? 0 },
  };
}

/** A number of the case's parameters; the fallback where it is absent or null. */
export function numberOf(record: Readonly<Record<string, unknown>>, key: string, fallback: number): number {
  const value = record[key];
  return typeof value === 'number' ? value : fallback;
}

/** A text of the case; the empty text where it is absent. */
export function textOf(record: Readonly<Record<string, unknown>>, key: string): string {
  const value = record[key];
  return typeof value === 'string' ? value : '';
}

export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
