import { z } from 'zod';
import { propertiesToSplit } from './linking.js';
import { duplicatesOf, property, type AssignmentSource } from './sources.js';
import { columnName, describedAs, displayName, selectText } from './text.js';

/**
 * A SELECT that returns what subjects are, whenever they were assigned: plan, country, cohort. One row per subject;
 * where there are several, the least value of each column in byte order counts.
 */
export const propertySource = z
  .object({
    name: displayName,
    description: describedAs,
    entityId: z.string(),
    sql: selectText,
    subjectColumn: columnName,
    properties: z.array(property).min(1, 'Name at least one property.').max(50, 'At most 50 properties.'),
  })
  .superRefine((source, context) => {
    for (const duplicate of duplicatesOf(source.properties.map((p) => p.name))) {
      context.addIssue({ code: 'custom', path: ['properties'], message: `Two properties are called “${duplicate}”.` });
    }
    source.properties.forEach(({ column }, at) => {
      if (column !== source.subjectColumn) return;
      const message = 'This column names the subject: split by it, everyone stands alone.';
      context.addIssue({ code: 'custom', path: ['properties', at, 'column'], message });
    });
  });
export type PropertySource = z.infer<typeof propertySource>;

/** A property by which subjects can be told apart, and where its value is. */
export interface SubjectProperty {
  readonly name: string;
  readonly column: string;
  /** Of what the subject is; null = as it was when it was assigned, from the assignment source. */
  readonly sourceId: string | null;
}

/**
 * Properties of the subjects of an assignment source: those of its own rows, and those of their entity. Where two have
 * one name, the one at assignment is meant.
 */
export const subjectProperties = (
  assigned: Pick<AssignmentSource, 'entityId' | 'properties' | 'subjectColumn' | 'secondaryIds'>,
  sources: readonly (Pick<PropertySource, 'entityId' | 'properties'> & { readonly id: string })[],
): readonly SubjectProperty[] => {
  const own = propertiesToSplit(assigned).map(({ name, column }) => ({ name, column, sourceId: null }));
  const names = new Set(assigned.properties.map(({ name }) => name));
  const ofEntity = sources
    .filter(({ entityId }) => entityId === assigned.entityId)
    .flatMap(({ id, properties }) => properties.map(({ name, column }) => ({ name, column, sourceId: id })));
  return [...own, ...ofEntity.filter(({ name }) => !names.has(name))];
};
