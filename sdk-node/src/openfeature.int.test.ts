import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  OpenFeature,
  type Client as OpenFeatureClient,
  type EvaluationContext,
  type EvaluationDetails,
  type FlagValue,
  type Hook,
  type JsonValue,
} from '@openfeature/server-sdk';
import { createClient, type AssignmentEvent } from './index.js';
import { createProvider, type TrackingEvent } from './openfeature.js';
import { startDelivery, until, type Delivery } from './testing/delivery.js';
import { readFeature, type Step } from './testing/gherkin.js';
import { toRuleset, type TestFlag } from './testing/open-feature-flags.js';

const ownFlags: Record<string, TestFlag> = {
  banner: {
    variants: { on: true, off: false },
    defaultVariant: 'off',
    contextEvaluator: "country == 'NZ' ? 'on' : ''",
  },
};

const casesDir = process.env.CASES_DIR;
const folder = casesDir ? join(casesDir, 'openfeature') : null;
if (folder && !existsSync(folder)) throw new Error(`CASES_DIR is set, but ${folder} is missing`);
if (!folder) process.stdout.write('skipped: OpenFeature scenarios (CASES_DIR is not set)\n');
const testFlags = folder
  ? (JSON.parse(readFileSync(join(folder, 'test-flags.json'), 'utf8')) as Record<string, TestFlag>)
  : ownFlags;

let delivery: Delivery;
let events: AssignmentEvent[];
let tracked: TrackingEvent[];
OpenFeature.setLogger({ error() {}, warn() {}, info() {}, debug() {} });

const provide = () => {
  const client = createClient({
    sdkKey: 'key',
    baseUrl: delivery.baseUrl,
    initialRetries: 0,
    requestTimeoutMs: 5_000, // the machine may be busy
    onAssignment: (event) => events.push(event),
    onError: () => {},
  });
  return { client, provider: createProvider(client, { onTrack: (event) => tracked.push(event) }) };
};

beforeEach(async () => {
  delivery = await startDelivery(toRuleset({ ...ownFlags, ...testFlags }));
  events = [];
  tracked = [];
});
afterEach(async () => {
  await OpenFeature.close();
  await delivery.close();
});

it('resolves with reason and variant, and logs the assignment through the client', async () => {
  await OpenFeature.setProviderAndWait(provide().provider);

  const client = OpenFeature.getClient();
  const details = await client.getBooleanDetails('banner', false, { targetingKey: 'ada', country: 'NZ' });

  expect(details).toMatchObject({ value: true, variant: 'on', reason: 'TARGETING_MATCH' });
  expect(events).toMatchObject([{ featureFlag: 'banner', subject: 'ada', subjectAttributes: { country: 'NZ' } }]);
});

it('hands what is tracked to the callback', async () => {
  await OpenFeature.setProviderAndWait(provide().provider);

  OpenFeature.getClient().track('checkout', { targetingKey: 'ada' }, { value: 12.5, currency: 'EUR' });

  expect(tracked).toMatchObject([{ event: 'checkout', subject: 'ada', value: 12.5, details: { currency: 'EUR' } }]);
});

it('tells of a changed ruleset, of failing fetches and of their end', async () => {
  const { client, provider } = provide();
  await OpenFeature.setProviderAndWait(provider);
  const told: string[] = [];
  for (const name of ['PROVIDER_CONFIGURATION_CHANGED', 'PROVIDER_STALE'] as const)
    OpenFeature.getClient().addHandler(name as never, () => void told.push(name));

  delivery.ruleset = toRuleset({ banner: { ...ownFlags.banner!, defaultVariant: 'on' } });
  await client.refresh();
  delivery.answer = (_request, response) => response.writeHead(500).end();
  await client.refresh();
  await until(() => told.length === 2);
  const duringOutage = OpenFeature.getClient().providerStatus;
  delivery.answer = null;
  await client.refresh();
  await until(() => OpenFeature.getClient().providerStatus === 'READY');

  expect(told).toEqual(['PROVIDER_CONFIGURATION_CHANGED', 'PROVIDER_STALE']);
  expect(duringOutage).toBe('STALE');
});

const parse = (type: string, text: string): FlagValue => {
  const plain = text.replaceAll('\\"', '"');
  if (type === 'Boolean') return plain === 'true';
  if (type === 'Integer' || type === 'Float') return Number(plain);
  return type === 'Object' ? (JSON.parse(plain) as JsonValue) : plain;
};

const offended: Record<string, () => Promise<void>> = {
  'not ready': async () => {
    delivery.answer = () => {};
    OpenFeature.setProvider(provide().provider);
  },
  error: async () => {
    delivery.answer = (_request, response) => response.writeHead(500).end();
    await OpenFeature.setProviderAndWait(provide().provider).catch(() => {});
  },
  fatal: async () => {
    delivery.answer = (_request, response) => response.writeHead(401).end();
    await OpenFeature.setProviderAndWait(provide().provider).catch(() => {});
  },
  stale: async () => {
    const { client, provider } = provide();
    await OpenFeature.setProviderAndWait(provider);
    delivery.answer = (_request, response) => response.writeHead(500).end();
    await client.refresh();
    await until(() => OpenFeature.getClient().providerStatus === 'STALE');
  },
  stable: () => OpenFeature.setProviderAndWait(provide().provider),
};

interface Stage {
  client: OpenFeatureClient;
  flag: { type: string; key: string; fallback: FlagValue };
  context: EvaluationContext;
  details: EvaluationDetails<FlagValue>;
  hooks: { stage: string; details?: EvaluationDetails<FlagValue> }[];
  options: Hook[];
}

const hookInto = (calls: Stage['hooks']): Hook => ({
  before: () => void calls.push({ stage: 'before' }),
  after: (_context, details) => void calls.push({ stage: 'after', details }),
  error: () => void calls.push({ stage: 'error' }),
  finally: (_context, details) => void calls.push({ stage: 'finally', details }),
});

const evaluate = async ({ client, flag, context, options }: Stage): Promise<EvaluationDetails<FlagValue>> => {
  const { type, key, fallback } = flag;
  const more = { hooks: options };
  if (type === 'Boolean') return client.getBooleanDetails(key, fallback as boolean, context, more);
  if (type === 'String') return client.getStringDetails(key, fallback as string, context, more);
  if (type === 'Object') return client.getObjectDetails(key, fallback as JsonValue, context, more);
  return client.getNumberDetails(key, fallback as number, context, more);
};

const steps: [RegExp, (stage: Stage, found: string[], step: Step) => void | Promise<void>][] = [
  [/^a (stable|not ready|error|fatal|stale) provider$/, (_stage, [status]) => offended[status!]!()],
  [
    /^an? (\w+)-flag with key "(.*)" and a fallback value "(.*)"$/,
    (stage, [type, key, fallback]) => {
      const name = type![0]!.toUpperCase() + type!.slice(1);
      stage.flag = { type: name, key: key!, fallback: parse(name, fallback!) };
    },
  ],
  [
    /^a context containing a key "(.*)", with type "(.*)" and with value "(.*)"$/,
    (stage, [key, type, value]) => void (stage.context = { ...stage.context, [key!]: parse(type!, value!) as string }),
  ],
  [
    /^a context containing a key "(.*)" with null value$/,
    (stage, [key]) => void (stage.context = { ...stage.context, [key!]: null as unknown as string }),
  ],
  [/^evaluation options containing specific hooks$/, (stage) => void (stage.options = [hookInto(stage.hooks)])],
  [/^an evaluation context with modifiable data$/, (stage) => void (stage.context = { list: ['one'], name: 'ada' })],
  [/^a client with added hook$/, (stage) => void stage.client.addHooks(hookInto(stage.hooks))],
  [
    /^the flag was evaluated with details( using the evaluation options| asynchronously)?$/,
    async (stage) => void (stage.details = await evaluate(stage)),
  ],
  [
    /^the resolved details value should be "(.*)"$/,
    (stage, [value]) => expect(stage.details.value).toEqual(parse(stage.flag.type, value!)),
  ],
  [/^the reason should be "(.*)"$/, (stage, [reason]) => expect(stage.details.reason).toBe(reason)],
  [/^the error-code should be "(.*)"$/, (stage, [code]) => expect(stage.details.errorCode).toBe(code)],
  [/^the variant should be "(.*)"$/, (stage, [variant]) => expect(stage.details.variant).toBe(variant)],
  [/^the flag key should be "(.*)"$/, (stage, [key]) => expect(stage.details.flagKey).toBe(key)],
  [/^the provider status should be "(.*)"$/, (stage, [status]) => expect(stage.client.providerStatus).toBe(status)],
  [/^the resolved metadata is empty$/, (stage) => expect(stage.details.flagMetadata).toEqual({})],
  [
    /^the resolved metadata should contain$/,
    (stage, _found, { table: [, ...rows] }) => {
      const expected = Object.fromEntries(rows.map(([key, type, value]) => [key, parse(type!, value!)]));
      expect(stage.details.flagMetadata).toEqual(expected);
    },
  ],
  [
    /^the specified hooks should execute during evaluation$|^the hook order should be maintained$/,
    (stage) => expect(stage.hooks.map((call) => call.stage)).toEqual(['before', 'after', 'finally']),
  ],
  [
    /^the original evaluation context should remain unmodified$/,
    (stage) => expect(stage.context).toEqual({ list: ['one'], name: 'ada' }),
  ],
  [
    /^the evaluation details should be immutable$/,
    (stage) => expect(Object.isFrozen(stage.details.flagMetadata)).toBe(true),
  ],
  [/^the evaluation should complete without blocking$/, (stage) => expect(stage.details).toBeDefined()],
  [
    /^the "(before|error)" hook should have been executed$/,
    (stage, [name]) => expect(stage.hooks.map((call) => call.stage)).toContain(name),
  ],
  [
    /^the "(.*)" hooks should be called with evaluation details$/,
    (stage, [names], { table: [, ...rows] }) => {
      for (const name of names!.split(', ')) {
        const details = stage.hooks.find((call) => call.stage === name)!.details!;
        const actual: Record<string, unknown> = {
          flag_key: details.flagKey,
          value: details.value,
          variant: details.variant ?? null,
          reason: details.reason,
          error_code: details.errorCode ?? null,
        };
        for (const [type, key, value] of rows) {
          const wanted = value === 'null' ? null : parse(type === 'boolean' ? 'Boolean' : 'String', value!);
          expect(actual[key!]).toEqual(wanted);
        }
      }
    },
  ],
];

(folder ? describe : describe.skip)('given the scenarios of the OpenFeature specification', () => {
  for (const file of folder ? ['evaluation_v2', 'hooks', 'metadata'] : []) {
    const scenarios = readFeature(readFileSync(join(folder!, `${file}.feature`), 'utf8'));
    for (const scenario of scenarios.filter(({ tags }) => !tags.includes('@reason-codes-cached'))) {
      it(`${file}: ${scenario.name} ${scenario.tags.at(-1) ?? ''}`, async () => {
        const stage = { context: {}, hooks: [], options: [], client: OpenFeature.getClient() } as unknown as Stage;
        for (const step of scenario.steps) {
          const [pattern, run] = steps.find(([one]) => one.test(step.text)) ?? [];
          if (!pattern || !run) throw new Error(`no step for: ${step.text}`);
          await run(stage, pattern.exec(step.text)!.slice(1), step);
        }
      });
    }
  }
});
