import { isRecord } from '../read.js';
import type { Attributes, ContextAttributes } from '../wire.js';

/** A bandit's actions: keys alone, or with flat attributes, or with attributes split into numeric and categorical. */
export type BanditActions = readonly string[] | Readonly<Record<string, Attributes | ContextAttributes>>;

const isContext = (attributes: Attributes | Partial<ContextAttributes>): attributes is Partial<ContextAttributes> =>
  isRecord(attributes.numericAttributes) || isRecord(attributes.categoricalAttributes);

/** Attributes in two parts: numbers are numeric, everything else is categorical. Split ones are taken as they are. */
export function splitAttributes(attributes: Attributes | ContextAttributes | null | undefined): ContextAttributes {
  const given = (isRecord(attributes) ? attributes : {}) as Attributes | Partial<ContextAttributes>;
  const those = (areNumbers: boolean): Record<string, never> =>
    Object.fromEntries(
      Object.entries(given).filter(([, value]) => (typeof value === 'number') === areNumbers),
    ) as Record<string, never>;
  const { numericAttributes, categoricalAttributes } = isContext(given)
    ? given
    : { numericAttributes: those(true), categoricalAttributes: those(false) };
  return { numericAttributes: numericAttributes ?? {}, categoricalAttributes: categoricalAttributes ?? {} };
}

/** Both parts together, as targeting rules see them; a categorical attribute wins over a numeric of the same name. */
export function flatAttributes(attributes: Attributes | ContextAttributes | null | undefined): Attributes {
  if (!isRecord(attributes)) return {};
  const given = attributes as Attributes | Partial<ContextAttributes>;
  return isContext(given) ? { ...given.numericAttributes, ...given.categoricalAttributes } : given;
}

/** Actions and their split attributes, in the caller's order. */
export function listActions(actions: BanditActions | null | undefined): [key: string, attributes: ContextAttributes][] {
  if (Array.isArray(actions)) return [...new Set(actions as string[])].map((key) => [key, splitAttributes(null)]);
  return Object.entries(actions ?? {}).map(([key, attributes]) => [key, splitAttributes(attributes)]);
}
