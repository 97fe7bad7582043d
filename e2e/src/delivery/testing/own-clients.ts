import { createClient } from '@assay/sdk-js';
import { createPrecomputedClient, type PrecomputedClient } from '@assay/sdk-js/precomputed';
import type { Attributes, JsonValue } from '@assay/flag-evaluation';
import { valueOf } from '../../interop/testing/our-client.js';
import type { Address, AskedFlag, Questionnaire } from '../../interop/testing/questionnaire.js';

/** The browser's client, which reads the ruleset in its hashed form. */
export async function askBrowserClient({ baseUrl, sdkKey }: Address, asked: Questionnaire): Promise<JsonValue[]> {
  const client = createClient({ sdkKey, baseUrl });
  if (!(await client.ready())) throw new Error('the browser client got no ruleset');
  const values = asked.questions.map(([flag, subject]) =>
    valueOf(client, asked.flags[flag]!, asked.subjects[subject]!),
  );
  client.close();
  return values;
}

/** A client of precomputed assignments answers for its own subject. */
export const precomputedValue = (client: PrecomputedClient, { key, type, fallback }: AskedFlag): JsonValue => {
  switch (type) {
    case 'BOOLEAN':
      return client.getBoolean(key, fallback as boolean);
    case 'STRING':
      return client.getString(key, fallback as string);
    case 'INTEGER':
      return client.getInteger(key, fallback as number);
    case 'NUMERIC':
      return client.getNumber(key, fallback as number);
    case 'JSON':
      return client.getJson(key, fallback);
  }
};

/** One client of precomputed assignments per subject; questions of one subject stand side by side. */
export async function askPrecomputedClients(
  { baseUrl, sdkKey }: Address,
  { flags, subjects, questions }: Questionnaire,
): Promise<JsonValue[]> {
  const values: JsonValue[] = [];
  let current = -1;
  let client: PrecomputedClient | null = null;
  for (const [flag, subject] of questions) {
    if (client === null || subject !== current) {
      client?.close();
      const { key, attributes } = subjects[subject]!;
      client = createPrecomputedClient({
        sdkKey,
        baseUrl,
        subjectKey: key,
        subjectAttributes: attributes as Attributes,
      });
      if (!(await client.ready())) throw new Error(`there are no assignments of ${key}`);
      current = subject;
    }
    values.push(precomputedValue(client, flags[flag]!));
  }
  client?.close();
  return values;
}
