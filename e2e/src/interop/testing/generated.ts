import { seededRandom } from '@assay/demo-data';
import type { BanditModels, Ruleset } from '@assay/flag-evaluation';
import { aBandit } from './generated-bandits.js';
import { aFlag, asked } from './generated-flags.js';
import { aBanditSubject, aSubject } from './generated-subjects.js';
import { everyPair, type Questionnaire } from './questionnaire.js';

export interface Generated {
  readonly ruleset: Ruleset;
  readonly models: BanditModels;
  /** Every plain flag for every subject. */
  readonly flags: Questionnaire;
  /** Every flag with a bandit for every subject. */
  readonly bandits: Questionnaire;
}

/** The same flags, bandits and subjects for the same seed, on every machine. */
export function generate(seed: number, size: { flags: number; bandits: number; subjects: number }): Generated {
  const random = seededRandom(seed);
  const flags = Array.from({ length: size.flags }, (_, i) => aFlag(random, i));
  const bandits = Array.from({ length: size.bandits }, (_, i) => aBandit(random, i));
  const subjects = <T>(make: (at: number) => T): T[] => Array.from({ length: size.subjects }, (_, i) => make(i));
  const published = [...flags, ...bandits.map(({ flag }) => flag)];
  return {
    ruleset: {
      createdAt: '2026-11-01T00:00:00.000Z',
      format: 'SERVER',
      environment: { name: 'Generated' },
      flags: Object.fromEntries(published.map((flag) => [flag.key, flag])),
      // Clients of some languages read one of these, clients of others the other.
      banditReferences: Object.fromEntries(bandits.map(({ model, reference }) => [model.banditKey, reference])),
      bandits: Object.fromEntries(bandits.map(({ model, reference }) => [model.banditKey, reference.flagVariations])),
    },
    models: {
      updatedAt: '2026-11-01T00:00:00.000Z',
      bandits: Object.fromEntries(bandits.map(({ model }) => [model.banditKey, model])),
    },
    flags: everyPair(
      flags.map(asked),
      subjects((i) => aSubject(random, i)),
    ),
    bandits: everyPair(
      bandits.map((one) => one.asked),
      subjects((i) => aBanditSubject(random, i)),
    ),
  };
}
