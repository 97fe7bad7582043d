import canonicalize from 'canonicalize';
import { expect, it } from '@jest/globals';
import { compile, compileAll, evaluate, loadCompiled, parseBanditModels, parseRuleset } from '@assay/flag-evaluation';
import type { ServedBandit } from '../bandits/index.js';
import type { PublishedFlag } from '../flags/index.js';
import { type RulesetContent, type RulesetForms, sha256, writeRuleset } from './ruleset.js';
import { isSigned, makeSigningKey, readSigningKey, rulesetHeader } from './signing/signature.js';

const at = new Date('2026-11-02T09:00:00Z');

const aFlag = (change: Partial<PublishedFlag> = {}): PublishedFlag => ({
  key: 'checkout',
  type: 'STRING',
  isEnabled: true,
  variations: [
    { key: 'a', name: 'A', value: 'alpha' },
    { key: 'b', name: 'B', value: 'beta' },
  ],
  allocations: [
    {
      key: 'test',
      name: 'Test',
      kind: 'experiment',
      rules: [{ conditions: [{ attribute: 'country', operator: 'ONE_OF', value: ['DE'] }] }],
      audiences: [],
      trafficExposure: 0.8,
      splits: [
        { variationKey: 'a', weight: 1 },
        { variationKey: 'b', weight: 1 },
      ],
      startAt: null,
      endAt: null,
      phases: [],
      layer: null,
      switchback: null,
      requires: [],
      holdout: null,
      shipped: null,
    },
  ],
  ...change,
});

const content = (flags: readonly PublishedFlag[], bandits: readonly ServedBandit[] = []): RulesetContent => ({
  environment: 'Production',
  flags,
  bandits,
});

const writeForms = (said: RulesetContent, date: Date): RulesetForms => writeRuleset(said).forms(date);
const contentOf = (said: RulesetContent): string => writeRuleset(said).content;

it('writes the same bytes for the same content, in whatever order it was put together', () => {
  const flags = [aFlag(), aFlag({ key: 'banner' })];

  const [one, two] = [writeForms(content(flags), at), writeForms(content(flags.toReversed()), at)];

  expect(two).toEqual(one);
  expect(contentOf(content(flags.toReversed()))).toBe(contentOf(content(flags)));
  expect(contentOf(content([aFlag()]))).not.toBe(contentOf(content(flags)));
});

it('decides the same in all three forms', () => {
  const forms = writeForms(content([aFlag()]), at);
  const rulesets = [
    compile(parseRuleset(forms.server)),
    compile(parseRuleset(forms.client)),
    loadCompiled(JSON.parse(forms.compiled)),
  ];

  for (let i = 0; i < 200; i++) {
    const subject = { key: `s${i}`, attributes: { country: i % 2 === 0 ? 'DE' : 'FR' }, now: at.getTime() };
    const found = rulesets.map((ruleset) => evaluate(ruleset, 'checkout', 'STRING', subject));
    expect(new Set(found.map((one) => JSON.stringify(one))).size).toBe(1);
  }
});

it('says when it was first published, holds neither version nor signature, and both fields of bandits', () => {
  const document = JSON.parse(writeForms(content([aFlag()]), at).server) as Record<string, unknown>;

  expect(Object.keys(document).sort()).toEqual([
    'banditReferences',
    'bandits',
    'createdAt',
    'environment',
    'flags',
    'format',
  ]);
  expect(document.createdAt).toBe('2026-11-02T09:00:00.000Z');
});

it('is canonical JSON, and named by it without the date', () => {
  const { content: name, forms } = writeRuleset(content([aFlag({ key: 'größe' }), aFlag()], [aBandit()]));
  const { server, bandits } = forms(at);

  const undated = canonicalize({ ...(JSON.parse(server) as object), createdAt: '' });
  expect(canonicalize(JSON.parse(server))).toBe(server);
  expect(name).toBe(sha256(`${undated}\n${bandits}`));
});

it('hashes the keys of precomputed assignments beforehand', () => {
  const { compiled, server } = writeForms(content([aFlag()]), at);
  const { precomputed } = JSON.parse(compiled) as ReturnType<typeof compileAll>;

  expect(precomputed?.keys).toEqual(compileAll(parseRuleset(server), { salt: precomputed!.salt }).precomputed?.keys);
});

it('signs the exact bytes', () => {
  const { kid, privateKey, publicKey } = makeSigningKey();
  const header = rulesetHeader(12, readSigningKey(kid, privateKey), '{"größe":1}');

  expect(header).toMatch(/^v=12;kid=[0-9a-f]{16};sig=[A-Za-z0-9+/]{86}==$/);
  expect(isSigned(header, publicKey, '{"größe":1}')).toBe(true);
  expect(isSigned(header, publicKey, '{"größe":2}')).toBe(false);
  expect(isSigned('v=12', publicKey, '{"größe":1}')).toBe(false);
});

const aBandit = (change: { modelVersion?: string; variation?: string; gamma?: number } = {}): ServedBandit => ({
  definition: { key: 'offer', flag: 'checkout', variation: change.variation ?? 'b' },
  model: {
    modelVersion: change.modelVersion ?? 'offer-v1-abc',
    createdAt: new Date('2026-11-01T00:00:00Z'),
    data: {
      gamma: change.gamma ?? 1,
      defaultActionScore: 0,
      actionProbabilityFloor: 0.1,
      coefficients: {},
    },
  },
});

it('refers to bandits in both fields that clients read, and writes their models beside', () => {
  const forms = writeForms(content([aFlag()], [aBandit()]), at);

  const server = parseRuleset(forms.server);
  const variation = { key: 'offer', flagKey: 'checkout', variationKey: 'b', variationValue: 'beta' };
  expect(server.banditReferences).toEqual({ offer: { modelVersion: 'offer-v1-abc', flagVariations: [variation] } });
  expect(server.bandits).toEqual({ offer: [variation] });
  expect(parseBanditModels(forms.bandits ?? '').bandits['offer']?.modelVersion).toBe('offer-v1-abc');
});

it('names another content for another model, and for a model of the same name that says something else', () => {
  const contents = [
    content([aFlag()]),
    content([aFlag()], [aBandit()]),
    content([aFlag()], [aBandit({ modelVersion: 'offer-v2-abc' })]),
    content([aFlag()], [aBandit({ gamma: 2 })]),
  ].map(contentOf);

  expect(new Set(contents).size).toBe(4);
});

it('leaves out a bandit whose flag or variation is not there, and is then as if there were none', () => {
  const gone = [aBandit({ variation: 'gone' })];

  expect(writeForms(content([aFlag()], gone), at)).toEqual(writeForms(content([aFlag()]), at));
  expect(contentOf(content([], [aBandit()]))).toBe(contentOf(content([])));
  expect(writeForms(content([aFlag()]), at).bandits).toBeNull();
});
