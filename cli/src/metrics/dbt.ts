import type { CertifiedFactSource } from '@assay/definitions';
import { z } from 'zod';

const column = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()).default([]),
});
const dbtModel = z.looseObject({
  name: z.string(),
  tags: z.array(z.string()).default([]),
  columns: z.array(column).default([]),
});

/** Both spellings of a tag are read: ours, and the one of the public sync client. */
const hasTag = (tags: readonly string[], role: string): boolean =>
  tags.includes(`assay_${role}`) || tags.includes(`eppo_${role}`);
const entityTag = /^(?:assay|eppo)_entity:(.+)$/;

/** A fact source of a tagged dbt model; null for a model without the tag. Fails naming the model and its column. */
export function factSourceOfModel(model: unknown, prefix: string): CertifiedFactSource | null {
  const { name, tags, columns } = dbtModel.parse(model);
  if (!hasTag(tags, 'fact_source')) return null;
  const wrong = (message: string): Error => new Error(`model ${name}: ${message}`);
  const roles = columns.map((one) => {
    const entities = one.tags.flatMap((tag) => entityTag.exec(tag)?.[1] ?? []);
    const [isTime, isFact, isProperty] = ['timestamp', 'fact', 'property'].map((role) => hasTag(one.tags, role));
    const count = [isTime, isFact, isProperty, entities.length > 0].filter(Boolean).length;
    if (count > 1) throw wrong(`the column ${one.name} has several roles; give it one tag.`);
    return { ...one, entities, isTime, isFact, isProperty, hasRole: count === 1 };
  });
  const times = roles.filter(({ isTime }) => isTime);
  const [time] = times;
  if (time === undefined || times.length > 1) throw wrong('exactly one column needs the tag assay_timestamp.');
  const entities = roles.flatMap((one) => one.entities.map((entity_name) => ({ entity_name, column: one.name })));
  if (entities.length === 0) throw wrong('at least one column needs a tag assay_entity:<entity name>.');
  const described = ({ name: of, description }: (typeof roles)[number]) => ({
    name: of,
    column: of,
    ...(description === undefined ? {} : { description }),
  });
  const chosen = roles.filter(({ hasRole }) => hasRole).map((one) => one.name);
  return {
    name,
    sql: `SELECT ${chosen.join(', ')} FROM ${prefix}.${name}`,
    timestamp_column: time.name,
    entities,
    facts: roles.filter(({ isFact }) => isFact).map(described),
    properties: roles.filter(({ isProperty }) => isProperty).map(described),
  };
}
