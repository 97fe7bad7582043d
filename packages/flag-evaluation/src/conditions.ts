import type { CompiledRuleset, ConditionTest, Pattern } from './compiled.js';
import { md5Hex } from './md5/md5.js';
import { hasOwn } from './read.js';
import { compareVersions, parseVersion } from './semver.js';
import type { Attributes } from './wire.js';

/** Above this many values a list is searched by hash. */
const longList = 8;
/** Hashes kept per ruleset in format CLIENT before they are forgotten. */
const keptHashes = 4096;

/** Makes a condition's operand ready; a pattern that the engine refuses makes the condition never true. */
export function prepareTest(ruleset: CompiledRuleset, condition: number): ConditionTest {
  const [operator, attribute, operand] = ruleset.data.conditions[condition]!;
  let used = operator;
  let pattern: Pattern | null = null;
  if (operator === 3 || operator === 4) {
    try {
      if (typeof operand === 'string') pattern = ruleset.compileRegex(operand);
    } catch {
      pattern = null;
    }
    if (pattern === null) used = -1;
  }
  const list = (operator === 1 || operator === 2) && Array.isArray(operand) ? (operand as readonly string[]) : null;
  const test: ConditionTest = {
    operator: used,
    attribute: ruleset.data.format === 'CLIENT' ? null : attribute,
    list,
    set: list !== null && list.length > longList ? new Set(list) : null,
    pattern,
    number: operator === 0 ? Number(operand) : typeof operand === 'number' ? operand : toNumber(operand),
    version: operator > 4 && typeof operand === 'string' ? parseVersion(operand) : null,
  };
  ruleset.tests[condition] = test;
  return test;
}

/** A text that is empty is no number, here as operand. */
const toNumber = (operand: unknown): number =>
  typeof operand === 'string' && operand.trim() !== '' ? Number(operand) : NaN;

/**
 * The value a condition looks at: the caller's own attribute, else for `id` the subject key; null when there is none.
 * Inherited functions and objects (`constructor`, `__proto__`) are no attributes.
 */
export function attributeValue(
  ruleset: CompiledRuleset,
  test: ConditionTest,
  condition: number,
  subjectKey: string,
  attributes: Attributes,
): unknown {
  const name = test.attribute ?? findName(ruleset, test, condition, attributes);
  if (name === null) return null;
  const value: unknown = attributes[name];
  if (value === undefined) return name === 'id' && !hasOwn(attributes, 'id') ? subjectKey : null;
  if ((typeof value === 'object' || typeof value === 'function') && !hasOwn(attributes, name)) return null;
  return value;
}

/** Format CLIENT: finds which of the caller's attributes has the condition's hash, and remembers its name. */
function findName(
  ruleset: CompiledRuleset,
  test: ConditionTest,
  condition: number,
  attributes: Attributes,
): string | null {
  const hash = ruleset.data.conditions[condition]![1];
  if (hash === hashOf(ruleset, 'id')) return (test.attribute = 'id');
  for (const name of Object.keys(attributes)) {
    if (hashOf(ruleset, name) === hash) return (test.attribute = name);
  }
  return null;
}

function hashOf(ruleset: CompiledRuleset, text: string): string {
  let hash = ruleset.hashes.get(text);
  if (hash === undefined) {
    if (ruleset.hashes.size >= keptHashes) ruleset.hashes.clear();
    hash = md5Hex(text);
    ruleset.hashes.set(text, hash);
  }
  return hash;
}

/** Whether a value satisfies a condition, by the nine operators' exact coercions. */
export function satisfies(ruleset: CompiledRuleset, test: ConditionTest, value: unknown): boolean {
  const { operator } = test;
  if (operator === 0) return (value == null ? 1 : 0) === test.number;
  if (value == null || operator < 0) return false;
  if (operator > 4) return compare(test, operator, value);
  let text = typeof value === 'string' ? value : String(value);
  if (test.pattern !== null) return test.pattern.test(text) === (operator === 3);
  if (test.list === null) return false;
  if (ruleset.data.format === 'CLIENT') text = hashOf(ruleset, text);
  return (test.set === null ? test.list.includes(text) : test.set.has(text)) === (operator === 1);
}

function compare(test: ConditionTest, operator: number, value: unknown): boolean {
  let difference: number;
  if (test.version !== null) {
    const version = typeof value === 'string' ? parseVersion(value) : null;
    if (version === null) return false;
    difference = compareVersions(version, test.version);
  } else {
    const number = typeof value === 'number' ? value : Number(value);
    difference = number === test.number ? 0 : number - test.number;
  }
  if (operator === 5) return difference >= 0;
  if (operator === 6) return difference > 0;
  return operator === 7 ? difference <= 0 : difference < 0;
}
