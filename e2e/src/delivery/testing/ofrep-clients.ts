import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { JsonValue } from '@assay/flag-evaluation';
import { pythonWith } from '@assay/test-support';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import { OpenFeature as WebOpenFeature } from '@openfeature/web-sdk';
import type { AskedFlag, AskedSubject, Questionnaire } from '../../interop/testing/questionnaire.js';

// Published OFREP providers, unmodified. Each answers a questionnaire with one value per question.

const here = dirname(fileURLToPath(import.meta.url));

/** The interpreter with the published provider; null where there is no Python 3. */
export const findOfrepPython = (): string | null =>
  pythonWith(join(here, 'requirements.txt'), 'the published OFREP provider for Python');

const contextOf = ({ key, attributes }: AskedSubject): { targetingKey: string } => ({
  targetingKey: key,
  ...attributes,
});

/** The provider for servers asks once per question. */
export async function askServerProvider(url: string, sdkKey: string, asked: Questionnaire): Promise<JsonValue[]> {
  const headersFactory = (): [string, string][] => [['Authorization', `Bearer ${sdkKey}`]];
  await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: url, headersFactory }));
  const client = OpenFeature.getClient();
  const value = async ({ key, type, fallback }: AskedFlag, subject: AskedSubject): Promise<JsonValue> => {
    const context = contextOf(subject);
    switch (type) {
      case 'BOOLEAN':
        return client.getBooleanValue(key, fallback as boolean, context);
      case 'STRING':
        return client.getStringValue(key, fallback as string, context);
      case 'INTEGER':
      case 'NUMERIC':
        return client.getNumberValue(key, fallback as number, context);
      case 'JSON':
        return client.getObjectValue(key, { ...(fallback as object) }, context);
    }
  };
  const values: JsonValue[] = [];
  for (const [flag, subject] of asked.questions) {
    values.push(await value(asked.flags[flag]!, asked.subjects[subject]!));
  }
  await OpenFeature.close();
  return values;
}

/** The provider for the web fetches all flags of a context at once; questions of one subject stand side by side. */
export async function askWebProvider(url: string, sdkKey: string, asked: Questionnaire): Promise<JsonValue[]> {
  const client = WebOpenFeature.getClient();
  const value = ({ key, type, fallback }: AskedFlag): JsonValue => {
    switch (type) {
      case 'BOOLEAN':
        return client.getBooleanValue(key, fallback as boolean);
      case 'STRING':
        return client.getStringValue(key, fallback as string);
      case 'INTEGER':
      case 'NUMERIC':
        return client.getNumberValue(key, fallback as number);
      case 'JSON':
        return client.getObjectValue(key, { ...(fallback as object) });
    }
  };
  const values: JsonValue[] = [];
  let current = -1;
  for (const [flag, subject] of asked.questions) {
    if (subject !== current) await WebOpenFeature.setContext(contextOf(asked.subjects[subject]!));
    if (current < 0) {
      await WebOpenFeature.setProviderAndWait(new OFREPWebProvider({ baseUrl: url, headers: [['X-API-Key', sdkKey]] }));
    }
    current = subject;
    values.push(value(asked.flags[flag]!));
  }
  await WebOpenFeature.close();
  return values;
}

/** One process asks once per question. */
export async function askPythonProvider(
  python: string,
  url: string,
  sdkKey: string,
  questionnaire: Questionnaire,
): Promise<JsonValue[]> {
  const child = spawn(python, [join(here, 'ofrep.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.on('error', () => {}); // it ended early: its exit code and complaints tell why
  child.stdin.end(JSON.stringify({ url, sdkKey, questionnaire }));
  const values: JsonValue[] = [];
  for await (const line of createInterface({ input: child.stdout })) values.push(JSON.parse(line) as JsonValue);
  if ((await ended) !== 0) throw new Error(`the OFREP provider for Python ended with an error: ${complaints}`);
  return values;
}
