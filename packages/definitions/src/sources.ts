import { z } from 'zod';
import { columnName, describedAs, displayName, selectText } from './text.js';

/** Which way a fact or a metric should move to be called better. */
export const desiredChange = z.enum(['increase', 'decrease']);
export type DesiredChange = z.infer<typeof desiredChange>;

/** A kind of subject that is randomised: user, company, device. */
export const entity = z.object({ name: displayName, description: describedAs });
export type Entity = z.infer<typeof entity>;

/** A named categorical column; its values are cast to text. */
export const property = z.object({ name: displayName, column: columnName });
export type Property = z.infer<typeof property>;

/** The column of a source that holds the keys of an entity. */
export const entityColumn = z.object({ entityId: z.string().min(1, 'Choose an entity.'), column: columnName });
export type EntityColumn = z.infer<typeof entityColumn>;

/**
 * A SELECT that returns assignments: who was given which variation of which experiment, and when.
 * A subject's first row inside the assignment range is its exposure; a subject seen in two variations is mixed.
 */
export const assignmentSource = z
  .object({
    name: displayName,
    description: describedAs,
    entityId: z.string(),
    sql: selectText,
    subjectColumn: columnName,
    timestampColumn: columnName,
    experimentKeyColumn: columnName,
    variationColumn: columnName,
    /**
     * Rows are slots of a switchback schedule: from the timestamp until this, the subject, a unit such as a city, has
     * the variation. null = rows are assignments.
     */
    untilColumn: columnName.nullable().default(null),
    /** Read by range as well as the timestamp where the table is partitioned by it; null = none. */
    partitionColumn: columnName.nullable().default(null),
    properties: z.array(property).max(50, 'At most 50 properties.').default([]),
    /** Columns with keys of other entities, such as the user that a device was seen with; see `subjectLink`. */
    secondaryIds: z.array(entityColumn).max(10, 'At most 10 secondary ids.').default([]),
  })
  .superRefine((source, context) => {
    for (const duplicate of duplicatesOf(source.properties.map((p) => p.name))) {
      context.addIssue({ code: 'custom', path: ['properties'], message: `Two properties are called “${duplicate}”.` });
    }
    for (const path of source.untilColumn === null ? [] : (['properties', 'secondaryIds'] as const)) {
      const message = 'A schedule is of units alone: leave this empty, or name no column of the end.';
      if (source[path].length > 0) context.addIssue({ code: 'custom', path: [path], message });
    }
    const entities = source.secondaryIds.map(({ entityId }) => entityId);
    entities.forEach((entityId, at) => {
      const path = ['secondaryIds', at, 'entityId'];
      if (entityId === source.entityId) {
        const message = 'This is the entity that is assigned: a secondary id is of another one.';
        context.addIssue({ code: 'custom', path, message });
      }
      if (entities.indexOf(entityId) !== at) {
        const message = 'This entity has a secondary id already: name each entity once.';
        context.addIssue({ code: 'custom', path, message });
      }
    });
  });
export type AssignmentSource = z.infer<typeof assignmentSource>;

/** A number or a thing that happened: a column of a fact source, or each of its records (`column` null). */
export const fact = z.object({
  id: z.string(),
  name: displayName,
  column: columnName.nullable(),
  description: describedAs,
  desiredChange: desiredChange.default('increase'),
});
export type Fact = z.infer<typeof fact>;

/** A SELECT that returns facts: what subjects did, and when. */
export const factSource = z
  .object({
    name: displayName,
    description: describedAs,
    sql: selectText,
    timestampColumn: columnName,
    partitionColumn: columnName.nullable().default(null),
    entities: z.array(entityColumn).min(1, 'Name at least one entity and its column.').max(20),
    facts: z.array(fact).min(1, 'Name at least one fact.').max(200),
    properties: z.array(property).max(50, 'At most 50 properties.').default([]),
    /** Recompute from the start at each run: the source's history is corrected in place. */
    alwaysFullRefresh: z.boolean().default(false),
  })
  .superRefine((source, context) => {
    for (const duplicate of duplicatesOf(source.facts.map((f) => f.name))) {
      context.addIssue({ code: 'custom', path: ['facts'], message: `Two facts are called “${duplicate}”.` });
    }
    for (const duplicate of duplicatesOf(source.properties.map((p) => p.name))) {
      context.addIssue({ code: 'custom', path: ['properties'], message: `Two properties are called “${duplicate}”.` });
    }
    for (const duplicate of duplicatesOf(source.entities.map((e) => e.entityId))) {
      context.addIssue({ code: 'custom', path: ['entities'], message: `Entity ${duplicate} is named twice.` });
    }
  });
export type FactSource = z.infer<typeof factSource>;

export const duplicatesOf = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, at) => names.indexOf(name) !== at)),
];
