import { WarehouseFailure, type FailureCause } from './warehouse-failure.js';

/** One row of a `<kind>.failures.ts` table. The first row that fits decides. */
export interface FailureRule {
  /** The driver's code: whole, or its start when it ends in `*`. */
  readonly code?: string;
  /** Looked for in what the driver said, where the code alone does not tell. */
  readonly says?: RegExp;
  readonly cause: FailureCause;
  /** What happened, in the reader's words. */
  readonly text: string;
  readonly remedy: string;
}

/** What a driver threw. */
export interface DriverError {
  readonly code: string;
  readonly message: string;
}

/** What was thrown, in words; also of errors that another realm or a native module made. */
export const messageOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'message' in thrown ? String(thrown.message) : String(thrown);

const unknownRule: FailureRule = {
  cause: 'query',
  text: 'The warehouse refused the statement.',
  remedy: 'Run the statement in the warehouse’s own console to read its message.',
};

export const ruleFor = (rules: readonly FailureRule[], error: DriverError): FailureRule =>
  rules.find(
    (rule) =>
      (rule.code === undefined || fitsCode(rule.code, error.code)) &&
      (rule.says === undefined || rule.says.test(error.message)),
  ) ?? unknownRule;

const fitsCode = (pattern: string, code: string): boolean =>
  pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : pattern === code;

/**
 * A driver's error in our words: cause, code, line, and those names in the driver's message that the statement
 * itself spells. Nothing else of the message is kept, because it quotes values (`raw` carries it to the author).
 *
 * @param statement text that was sent; '' when none was.
 */
export function warehouseFailure(rules: readonly FailureRule[], error: DriverError, statement = ''): WarehouseFailure {
  const rule = ruleFor(rules, error);
  const line = /\bLINE (\d+)|\bat \[(\d+):\d+\]/i.exec(error.message)?.slice(1).find(Boolean);
  const objects = objectsNamed(error.message, statement);
  const place = [error.code, line && `line ${line}`, objects.length > 0 && objects.join(', ')].filter(Boolean);
  const facts: Record<string, string | number> = { cause: rule.cause, driverCode: error.code };
  if (line) facts['line'] = Number(line);
  if (objects.length > 0) facts['objects'] = objects.join(', ');
  const where = place.length > 0 ? ` (${place.join('; ')})` : '';
  return new WarehouseFailure(
    rule.cause,
    `${rule.text.replace(/\.$/, '')}${where}. ${rule.remedy}`,
    facts,
    error.message,
  );
}

/**
 * Quoted parts, and names after “column”, “table” and the like, that are names in the statement's own text. Engines
 * that fold names say them in another case, and whole: then the parts that the statement spells are kept, as it does.
 */
export function objectsNamed(message: string, statement: string): readonly string[] {
  const known = namesIn(statement);
  const head = message.split(/\n\s*(?:LINE|Candidate)/i)[0] ?? '';
  const candidates = [
    ...[...head.matchAll(/"((?:[^"]|"")+)"/g)].map((m) => (m[1] ?? '').replaceAll('""', '"')),
    ...[
      ...head.matchAll(
        /\b(?:(?:table|view|schema|function|type) with name|column|table|relation|view|schema|dataset|function(?: not found:)?|unrecognized name:)\s+(?:[\w-]+:)?([\w.$]+)/gi,
      ),
    ].map((m) => m[1] ?? ''),
    ...[...head.matchAll(/\b(?:object|schema|table|view|identifier)\s+'([^']+)'/gi)].map((m) => m[1] ?? ''),
    ...[...head.matchAll(/(?:`[^`]+`\.)*`[^`]+`/g)].map(([ticked]) => ticked.replaceAll('`', '')),
  ];
  const spelledAs = (name: string): string | undefined => known.get(name) ?? known.get(name.toLowerCase());
  const objects = candidates.flatMap((name) => {
    const whole = spelledAs(name);
    if (whole !== undefined) return [whole];
    const parts = name.replaceAll('"', '').split('.').map(spelledAs);
    const first = parts.findIndex((part) => part !== undefined);
    // Levels above those that the statement spells are the session's own; below them nothing may be strange.
    const own = first < 0 ? [] : parts.slice(first);
    return own.length > 0 && own.every((part) => part !== undefined) ? [own.join('.')] : [];
  });
  return [...new Set(objects)].slice(0, 5);
}

/** Names that a statement spells, text literals left out, by their spelling and by their lower case. */
function namesIn(statement: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const pattern = /'(?:[^']|'')*'|"((?:[^"]|"")+)"|`([^`]+)`|([A-Za-z_][\w$]*)/g;
  for (const [, quoted, ticked, plain] of statement.matchAll(pattern)) {
    const name = quoted?.replaceAll('""', '"') ?? ticked ?? plain;
    if (name === undefined) continue;
    names.set(name, name);
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return names;
}
