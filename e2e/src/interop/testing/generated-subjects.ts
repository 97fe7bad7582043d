import { pick, type Random } from '@assay/demo-data';
import type { Attributes, ContextAttributes } from '@assay/flag-evaluation';
import type { AskedSubject } from './questionnaire.js';

export const countries = ['US', 'CA', 'DE', 'NZ', 'größe', 'us', ''] as const;
export const plans = ['free', 'pro', 'pro plus', 'team/eu', '日本語'] as const;
export const domains = ['example.com', 'example.org', 'mail.example.com', 'EXAMPLE.COM'] as const;
export const versions = ['0.9.0', '1.2.0', '1.10.0', '2.0.0-alpha.1', '2.0.0-beta.2', '2.0.0', '10.0.0+b7'] as const;
export const ages = [-7, 0, 17, 18, 25, 65, 1_000_000] as const;
export const scores = [0.5, 1.5, 2.25, 3.75, 12.5] as const;

const oneOf = <T>(random: Random, choices: readonly T[]): T =>
  pick(
    random,
    choices.map((choice) => [choice, 1] as const),
  );

/** Each attribute is there, null or absent; numbers also travel as text, as many applications send them. */
export const aSubject = (random: Random, at: number): AskedSubject => {
  const attributes: Record<string, Attributes[string]> = {};
  const maybe = (name: string, value: Attributes[string]): void => {
    const fate = random();
    if (fate < 0.8) attributes[name] = value;
    else if (fate < 0.9) attributes[name] = null;
  };
  maybe('country', oneOf(random, countries));
  maybe('plan', oneOf(random, plans));
  maybe('email', `person${at}@${oneOf(random, domains)}`);
  maybe('app_version', oneOf(random, versions));
  maybe('age', oneOf(random, ages));
  maybe('score', oneOf(random, scores));
  maybe('age_text', String(oneOf(random, [...ages, ...scores])));
  maybe('is_member', random() < 0.5);
  if (random() < 0.1) attributes.id = `account-${at % 7}`;
  return { key: random() < 0.9 ? `subject-${at}` : `größe-${at}-日本`, attributes };
};

/** The same for bandits: what is learnt from as numbers, and what as categories. */
export const aBanditSubject = (random: Random, at: number): AskedSubject => {
  const { key } = aSubject(random, at);
  const attributes: ContextAttributes = {
    numericAttributes: {
      // Small: two programs' gaps are compared to nine decimals.
      ...(random() < 0.8 && { age: oneOf(random, [-7, 0, 17, 18, 25, 65]) }),
      ...(random() < 0.8 && { score: oneOf(random, scores) }),
    },
    categoricalAttributes: {
      ...(random() < 0.8 && { country: oneOf(random, ['US', 'CA', 'DE']) }),
      ...(random() < 0.8 && { plan: oneOf(random, plans) }),
    },
  };
  return { key, attributes };
};

export const anAction = (random: Random): ContextAttributes => ({
  numericAttributes: { ...(random() < 0.8 && { price: oneOf(random, scores) }) },
  categoricalAttributes: { ...(random() < 0.8 && { colour: oneOf(random, ['red', 'blue']) }) },
});
