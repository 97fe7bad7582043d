import { compile, compileFlag, link, type CompileOptions } from './compile.js';
import { compiledFormat, type CompiledData, type CompiledRuleset } from './compiled.js';
import { md5Hex } from './md5/md5.js';
import { isRecord } from './read.js';
import type { Ruleset } from './wire.js';

/**
 * Compiles a whole ruleset (format SERVER) into plain JSON for the edge: conditions, salts and values shared between
 * flags, disabled and malformed flags left out, regular expressions still as text.
 * @param salt of the precomputed documents that the edge will make; their keys are hashed here once.
 */
export function compileAll(ruleset: Ruleset, { salt }: { readonly salt?: string } = {}): CompiledData {
  const compiled: CompiledRuleset = { ...compile(ruleset), interned: new Map<string, number>() };
  const keys: Record<string, string> = {};
  for (const [key, flag] of Object.entries(ruleset.flags as Readonly<Record<string, unknown>>)) {
    if (!isRecord(flag) || flag.enabled !== true) continue;
    const row = compileFlag(compiled, flag);
    if (row[1] !== 1) continue;
    compiled.data.flags[key] = row;
    if (salt !== undefined) Object.defineProperty(keys, key, { value: md5Hex(salt + key), enumerable: true });
  }
  return salt === undefined ? compiled.data : { ...compiled.data, precomputed: { salt, keys } };
}

/**
 * Makes a compiled ruleset, parsed from the JSON of `compileAll`, ready to be evaluated.
 * @throws TypeError when it is of another format than this version writes.
 */
export function loadCompiled(data: unknown, options: CompileOptions = {}): CompiledRuleset {
  if (!isRecord(data) || data.compiled !== compiledFormat) {
    throw new TypeError(`The compiled ruleset is not of format ${compiledFormat}.`);
  }
  const { salts, conditions, values, flags, bandits } = data;
  const complete = Array.isArray(salts) && Array.isArray(conditions) && Array.isArray(values);
  if (!complete || !isRecord(flags) || !isRecord(bandits)) throw new TypeError('The compiled ruleset is incomplete.');
  return link(data as unknown as CompiledData, null, options);
}
