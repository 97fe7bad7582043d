import type { FactSourceInput } from '@assay/api-contract';
import { type FactSource, factSource } from '@assay/definitions';
import { invalid, invalidInput } from '../kernel/index.js';

/**
 * The source with an id on each fact: an edited fact keeps its own, a new one gets one. Metrics name facts by these
 * ids, so an id that the source never had is refused.
 */
export function withFactIds(input: FactSourceInput, before: FactSource | null, newFactId: () => string): FactSource {
  const known = before?.facts.map(({ id }) => id) ?? [];
  const facts = input.facts.map((fact, at) => {
    if (fact.id === undefined) return { ...fact, id: newFactId() };
    if (!known.includes(fact.id))
      throw invalid(`facts.${at}.id`, 'This source has no fact of this id: leave the id out for a new fact.');
    return { ...fact, id: fact.id };
  });
  const whole = factSource.safeParse({ ...input, facts });
  if (!whole.success) throw invalidInput(whole.error.issues);
  return whole.data;
}
