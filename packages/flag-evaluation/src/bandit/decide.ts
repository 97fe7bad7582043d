import type { CompiledRuleset } from '../compiled.js';
import { md5Uint32 } from '../md5/md5.js';
import { hasOwn } from '../read.js';
import type { ContextAttributes } from '../wire.js';
import type {
  ActionCoefficients,
  BanditModel,
  BanditModelData,
  CategoricalCoefficient,
  NumericCoefficient,
} from './model.js';

export interface BanditDecision {
  readonly banditKey: string;
  readonly modelVersion: string;
  readonly action: string;
  /** The probability with which this action was to be chosen for a subject like this. */
  readonly actionProbability: number;
  /** How much lower than the best action it scores; 0 for the best. */
  readonly optimalityGap: number;
  readonly actionAttributes: ContextAttributes;
}

/** Who is decided for, and among what. */
export interface BanditRequest {
  readonly flagKey: string;
  readonly subjectKey: string;
  readonly subject: ContextAttributes;
  readonly actions: readonly (readonly [key: string, attributes: ContextAttributes])[];
}

interface Candidate {
  readonly key: string;
  readonly attributes: ContextAttributes;
  readonly score: number;
}

/** Shards of the wheel on which actions lie; the same in every client. */
const wheel = 10000;

/** The bandit that decides a variation of a flag; null when the variation is no bandit's. */
export function findBandit(ruleset: CompiledRuleset, flagKey: string, variationValue: string): string | null {
  for (const [bandit, value] of banditsOf(ruleset, flagKey)) if (value === variationValue) return bandit;
  return null;
}

/** The first bandit that a flag refers to; null when there is none. */
export const firstBandit = (ruleset: CompiledRuleset, flagKey: string): string | null =>
  banditsOf(ruleset, flagKey)[0]?.[0] ?? null;

const banditsOf = ({ data }: CompiledRuleset, flagKey: string): readonly (readonly [string, string])[] =>
  hasOwn(data.bandits, flagKey) ? data.bandits[flagKey]! : [];

/**
 * Chooses an action: the better it scores, the likelier, by inverse gap weighting; the same subject gets the same
 * action while the model stands. Null without actions.
 *
 *     p(a) = max(1 / (n + γ · (best − score(a))), floor / n)   for every action but the best, which takes the rest
 *
 * Source:  Simchi-Levi & Xu (2022), "Bypassing the Monster" (FALCON), algorithm 1; floor and wheel as in UFC clients.
 * @throws RangeError when the weights leave nobody to choose.
 */
export function decideBandit(model: BanditModel, request: BanditRequest): BanditDecision | null {
  const { flagKey, subjectKey } = request;
  const candidates = scoreActions(model.modelData, request);
  if (candidates.length === 0) return null;
  const best = bestOf(candidates);
  const { gamma, actionProbabilityFloor } = model.modelData;
  const n = candidates.length;
  let others = 0;
  const weights = new Map<string, number>();
  for (const { key, score } of candidates) {
    if (key === best.key) continue;
    const weight = Math.max(1 / (n + gamma * (best.score - score)), actionProbabilityFloor / n);
    others += weight;
    weights.set(key, weight);
  }
  weights.set(best.key, Math.max(1 - others, 0));
  const placed = candidates.map((candidate) => ({
    candidate,
    place: md5Uint32(`${flagKey}-${subjectKey}`, candidate.key) % wheel,
  }));
  placed.sort((a, b) => a.place - b.place || (a.candidate.key < b.candidate.key ? -1 : 1));
  const threshold = (md5Uint32(flagKey, subjectKey) % wheel) / wheel;
  let cumulated = 0;
  for (const { candidate } of placed) {
    const weight = weights.get(candidate.key)!;
    cumulated += weight;
    if (cumulated <= threshold) continue;
    return {
      banditKey: model.banditKey,
      modelVersion: model.modelVersion,
      action: candidate.key,
      actionProbability: weight,
      optimalityGap: best.score - candidate.score,
      actionAttributes: candidate.attributes,
    };
  }
  throw new RangeError(`No action was chosen for flag "${flagKey}".`);
}

/** The action that scores highest, without any draw; null without actions. */
export function bestAction(model: BanditModel, request: Pick<BanditRequest, 'subject' | 'actions'>): string | null {
  const candidates = scoreActions(model.modelData, request);
  return candidates.length === 0 ? null : bestOf(candidates).key;
}

/** The highest score; of equals the smaller key, by code units. */
const bestOf = (candidates: readonly Candidate[]): Candidate =>
  candidates.reduce((best, one) =>
    one.score > best.score || (one.score === best.score && one.key < best.key) ? one : best,
  );

function scoreActions(model: BanditModelData, request: Pick<BanditRequest, 'subject' | 'actions'>): Candidate[] {
  return request.actions.map(([key, attributes]) => ({
    key,
    attributes,
    score: hasOwn(model.coefficients, key)
      ? scoreAction(model.coefficients[key]!, request.subject, attributes)
      : model.defaultActionScore,
  }));
}

const scoreAction = (action: ActionCoefficients, subject: ContextAttributes, own: ContextAttributes): number =>
  action.intercept +
  numericScore(action.subjectNumericCoefficients, subject.numericAttributes) +
  categoricalScore(action.subjectCategoricalCoefficients, subject.categoricalAttributes) +
  numericScore(action.actionNumericCoefficients, own.numericAttributes) +
  categoricalScore(action.actionCategoricalCoefficients, own.categoricalAttributes);

function numericScore(
  coefficients: readonly NumericCoefficient[],
  attributes: Readonly<Record<string, unknown>>,
): number {
  let score = 0;
  for (const { attributeKey, coefficient, missingValueCoefficient } of coefficients) {
    const value = hasOwn(attributes, attributeKey) ? attributes[attributeKey] : null;
    score += typeof value === 'number' && Number.isFinite(value) ? value * coefficient : missingValueCoefficient;
  }
  return score;
}

/** An empty text counts as missing. */
function categoricalScore(
  coefficients: readonly CategoricalCoefficient[],
  attributes: Readonly<Record<string, unknown>>,
): number {
  let score = 0;
  for (const { attributeKey, valueCoefficients, missingValueCoefficient } of coefficients) {
    const value = hasOwn(attributes, attributeKey) ? attributes[attributeKey] : null;
    const text = value == null ? '' : String(value);
    score += text !== '' && hasOwn(valueCoefficients, text) ? valueCoefficients[text]! : missingValueCoefficient;
  }
  return score;
}
