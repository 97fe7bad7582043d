import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDelivery, type Delivery } from './testing/delivery.js';
import { generate } from './testing/generated.js';
import { operators, types } from './testing/generated-flags.js';
import { startOurs } from './testing/our-client.js';
import { everyPublicPair, findPublicCases, publicQuestions, publicText } from './testing/public-cases.js';
import { startPublishedNode } from './testing/published-node.js';
import { findPython, startPublishedPython } from './testing/published-python.js';
import {
  disagreements,
  type Address,
  type Answer,
  type AskedClient,
  type Questionnaire,
} from './testing/questionnaire.js';

type Start = (address: Address) => Promise<AskedClient>;

const python = findPython();
const published: readonly [name: string, start: Start][] = [
  ['Node', startPublishedNode],
  ...(python === null
    ? []
    : [['Python', async (address) => startPublishedPython(python, address)] satisfies [string, Start]]),
];
const givenPublicCases = findPublicCases() === null ? describe.skip : describe;

async function answersOf(start: Start, address: Address, asked: Questionnaire): Promise<readonly Answer[]> {
  const client = await start(address);
  try {
    return await client.answer(asked);
  } finally {
    client.close();
  }
}

const share = (answers: readonly Answer[], isSo: (answer: Answer) => boolean): number =>
  answers.filter(isSo).length / answers.length;

describe('given 200 generated flags and 500 subjects', () => {
  const generated = generate(20_261_122, { flags: 180, bandits: 20, subjects: 500 });
  let delivery: Delivery;
  let flags: readonly Answer[];
  let bandits: readonly Answer[];

  beforeAll(async () => {
    delivery = await startDelivery(JSON.stringify(generated.ruleset), JSON.stringify(generated.models));
    flags = await answersOf(startOurs, delivery, generated.flags);
    bandits = await answersOf(startOurs, delivery, generated.bandits);
  });
  afterAll(() => delivery.close());

  it('has every operator and every type in them, and subjects inside and outside', () => {
    const all = Object.values(generated.ruleset.flags);
    const conditions = all.flatMap(({ allocations }) =>
      allocations.flatMap(({ rules = [] }) => rules.flatMap((rule) => rule.conditions)),
    );

    expect(all).toHaveLength(200);
    expect(new Set(all.map(({ variationType }) => variationType))).toEqual(new Set(types));
    expect(new Set(conditions.map(({ operator }) => operator))).toEqual(new Set(operators));
    expect(share(flags, ({ assignment }) => assignment !== null)).toBeGreaterThan(0.3);
    expect(share(flags, ({ assignment }) => assignment === null)).toBeGreaterThan(0.2);
    expect(share(bandits, ({ banditAction }) => banditAction !== null)).toBeCloseTo(0.8, 1);
  });

  it.each(published)(
    'answers and logs as the published client for %s does',
    async (_, start) => {
      const theirs = await answersOf(start, delivery, generated.flags);

      expect(disagreements(generated.flags, flags, theirs)).toEqual([]);
    },
    120_000,
  );

  it.each(published)(
    'chooses bandit actions as the published client for %s does',
    async (_, start) => {
      const theirs = await answersOf(start, delivery, generated.bandits);

      expect(disagreements(generated.bandits, bandits, theirs)).toEqual([]);
    },
    120_000,
  );
});

givenPublicCases('given the public flag fixtures', () => {
  /** Our client and Python's do not log a value of the wrong type, Node's does although it serves the fallback. */
  const isLoggedAlike = (name: string, flag: string): boolean =>
    name !== 'Node' || !flag.includes('invalid-value-flag');
  /** Python's client takes bandit attributes of their declared types only. */
  const isTyped = (file: string): boolean => !file.includes('dynamic-typing');

  it.each(published)('answers and logs as the published client for %s does', async (name, start) => {
    const delivery = await startDelivery(publicText('flags-v1.json'));
    const asked = publicQuestions('tests', (file) => isLoggedAlike(name, file));

    const ours = await answersOf(startOurs, delivery, asked);
    const theirs = await answersOf(start, delivery, asked);
    await delivery.close();

    expect(asked.questions.length).toBeGreaterThan(50);
    expect(disagreements(asked, ours, theirs)).toEqual([]);
  });

  it.each(published)('agrees with the published client for %s on all flags and subjects', async (name, start) => {
    for (const ruleset of ['flags-v1.json', 'bandit-flags-v1.json']) {
      const delivery = await startDelivery(publicText(ruleset));
      const asked = everyPublicPair(ruleset, (flag) => isLoggedAlike(name, flag));

      const ours = await answersOf(startOurs, delivery, asked);
      const theirs = await answersOf(start, delivery, asked);
      await delivery.close();

      expect(asked.questions.length).toBeGreaterThan(100);
      expect(disagreements(asked, ours, theirs)).toEqual([]);
    }
  });

  it.each(published)('chooses bandit actions as the published client for %s does', async (name, start) => {
    const models = publicText('bandit-models-v1.json');
    const delivery = await startDelivery(publicText('bandit-flags-v1.json'), models);
    const asked = publicQuestions('bandit-tests', name === 'Python' ? isTyped : () => true);

    const ours = await answersOf(startOurs, delivery, asked);
    const theirs = await answersOf(start, delivery, asked);
    await delivery.close();

    expect(ours.filter(({ banditAction }) => banditAction !== null).length).toBeGreaterThan(5);
    expect(disagreements(asked, ours, theirs)).toEqual([]);
  });
});
