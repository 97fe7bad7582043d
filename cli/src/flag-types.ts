import type { Flag, Ruleset, VariationType } from '@assay/flag-evaluation';

/** How a getter of the SDKs is called for each type of flag, and what it returns. */
const getters: Readonly<Record<VariationType, { name: string; kind: string }>> = {
  BOOLEAN: { name: 'getBoolean', kind: 'BooleanFlags' },
  STRING: { name: 'getString', kind: 'StringFlags' },
  INTEGER: { name: 'getInteger', kind: 'IntegerFlags' },
  NUMERIC: { name: 'getNumber', kind: 'NumberFlags' },
  JSON: { name: 'getJson', kind: 'JsonFlags' },
};

/**
 * TypeScript that knows the flags of a published ruleset: with it a wrong key, or a fallback that is none of a flag's
 * values, does not compile.
 *
 * @throws Error for a ruleset of format CLIENT, whose keys are hashed.
 */
export const flagTypes = (ruleset: Ruleset): string => {
  if (ruleset.format === 'CLIENT') {
    throw new Error('This ruleset is obfuscated (format CLIENT), so its keys cannot be read. Use a server SDK key.');
  }
  const flags = Object.values(ruleset.flags).sort((a, b) => (a.key < b.key ? -1 : 1));
  const kinds = (Object.keys(getters) as VariationType[]).map((type) => {
    const rows = flags
      .filter((flag) => flag.variationType === type)
      .map((flag) => `  ${quoted(flag.key)}: ${valuesOf(flag)};`);
    return `export interface ${getters[type].kind} {${rows.length > 0 ? `\n${rows.join('\n')}\n` : ''}}`;
  });
  const methods = Object.values(getters).flatMap(({ name, kind }) => [
    `  ${name}<K extends keyof ${kind}>(flagKey: K, subjectKey: string, attributes: Attributes, fallback: ${kind}[K]): ${kind}[K];`,
    `  ${name}Details<K extends keyof ${kind}>(flagKey: K, subjectKey: string, attributes: Attributes, fallback: ${kind}[K]): Detailed<${kind}[K]>;`,
  ]);
  return `// Written by \`assay flags types\` from the flags of the environment ${JSON.stringify(ruleset.environment?.name ?? '')}. Do not edit.

${kinds.join('\n\n')}

type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;
interface Detailed<T> {
  readonly value: T;
}

/** The getters of an SDK client, narrowed to the flags above. */
export interface TypedFlags {
${methods.join('\n')}
}

/** The same client, with types: \`const flags = typedFlags(createClient({ … }))\`. A value that was published after this file may be none of those above. */
export const typedFlags = <C extends object>(client: C): Omit<C, keyof TypedFlags> & TypedFlags =>
  client as unknown as Omit<C, keyof TypedFlags> & TypedFlags;
`;
};

const valuesOf = (flag: Flag): string => {
  const values = Object.values(flag.variations).map((variation) => variation.value);
  const literals = [...new Set(values.map((value) => literal(flag.variationType, value)))].sort();
  return literals.length > 0 ? literals.join(' | ') : 'never';
};

const literal = (type: VariationType, value: string | number | boolean): string => {
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'INTEGER' || type === 'NUMERIC') return 'number';
  return type === 'STRING' ? quoted(String(value)) : shapeOf(parsed(String(value)));
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};

/** The type of a JSON value: its structure, with widened leaves. */
const shapeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) {
    const shapes = [...new Set(value.map(shapeOf))].sort();
    return shapes.length === 0 ? 'readonly unknown[]' : `readonly (${shapes.join(' | ')})[]`;
  }
  if (typeof value !== 'object') return typeof value;
  const fields = Object.entries(value).map(([key, field]) => `readonly ${quoted(key)}: ${shapeOf(field)}`);
  return fields.length === 0 ? 'Readonly<Record<string, never>>' : `{ ${fields.join('; ')} }`;
};

const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;
