import type { FlagType, FlagVariation } from '@assay/api-contract';

export type Sdk = 'node' | 'browser';

const getters: Readonly<Record<FlagType, string>> = {
  BOOLEAN: 'getBoolean',
  STRING: 'getString',
  INTEGER: 'getInteger',
  NUMERIC: 'getNumber',
  JSON: 'getJson',
};

interface Snippet {
  readonly sdk: Sdk;
  readonly flagKey: string;
  readonly type: FlagType;
  /** Served when there is no ruleset yet or nothing matches. */
  readonly fallback: FlagVariation['value'];
  readonly baseUrl: string;
  readonly attributes: readonly string[];
}

/** A name as an object literal takes it. */
const propertyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

const quoted = (value: FlagVariation['value']): string =>
  typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
    : JSON.stringify(value);

/** Code that asks for the flag, ready to be pasted. */
export function snippetOf({ sdk, flagKey, type, fallback, baseUrl, attributes }: Snippet): string {
  const key = sdk === 'node' ? 'process.env.ASSAY_SDK_KEY' : "'your client SDK key'";
  const passed =
    attributes.length === 0 ? '{}' : `{ ${attributes.map((name) => `${propertyOf(name)}: …`).join(', ')} }`;
  return [
    `import { createClient } from '@assay/sdk-${sdk === 'node' ? 'node' : 'js'}';`,
    '',
    'const flags = createClient({',
    `  sdkKey: ${key},`,
    `  baseUrl: ${quoted(baseUrl)},`,
    '  onAssignment: (event) => warehouse.insert(event), // to the table of your assignment source',
    '});',
    'await flags.ready();',
    '',
    `const value = flags.${getters[type]}(${quoted(flagKey)}, user.id, ${passed}, ${quoted(fallback)});`,
  ].join('\n');
}
