import {
  describedExposures,
  entityProperties,
  type DescribedBy,
  type ExposureQuery,
  type ScratchTable,
} from '@assay/warehouse-sql';
import type { Carried, Draft } from './plan-draft.js';

type AtAssignment = ExposureQuery['properties'][number];

/** What is frozen at assignment, of all that exposures carry. */
export const atAssignment = (carried: readonly Carried[]): readonly AtAssignment[] =>
  carried.filter((one): one is AtAssignment => !isOfEntity(one));

export const isOfEntity = (one: Carried): one is Extract<Carried, { readonly sourceId: string }> =>
  typeof one === 'object' && 'sourceId' in one;

interface Described {
  /** Everyone who was assigned, with properties at assignment alone. */
  readonly assigned: ScratchTable;
  /** The step that makes it. */
  readonly assigning: string;
  readonly carried: readonly Carried[];
  /** The table to make, and the step's name. */
  readonly into: ScratchTable;
  readonly id: string;
  readonly metricIds: readonly string[];
}

/** One scan of each property source in use, then the assigned with everything that they carry. */
export const planEntityProperties = (draft: Draft, of: Described): string => {
  const { d, request } = draft;
  const { assigned, assigning, carried, into, id, metricIds } = of;
  const columns = new Map<string, string[]>();
  const properties: DescribedBy[] = [];
  for (const one of carried) {
    if (!isOfEntity(one)) {
      properties.push({ assigned: properties.filter((by) => 'assigned' in by).length });
      continue;
    }
    const known = columns.get(one.sourceId) ?? [];
    columns.set(one.sourceId, known.includes(one.column) ? known : [...known, one.column]);
    const value = (columns.get(one.sourceId) ?? []).indexOf(one.column);
    properties.push({ table: [...columns.keys()].indexOf(one.sourceId), value });
  }
  const made = [...columns].map(([sourceId, read], at) => {
    const source = request.propertySources?.find((one) => one.id === sourceId);
    if (!source) throw new RangeError(`There is no property source ${sourceId}.`);
    const table = draft.table(`entity_property_${at}`);
    const step = draft.add({
      id: `entity_properties_${at}`,
      kind: 'exposures',
      label: `Properties from ${source.name}`,
      needs: [assigning],
      metricIds,
      statement: entityProperties(d, { ...source, table, assigned, select: source.sql, columns: read }),
    });
    return { table, step };
  });
  return draft.add({
    id,
    kind: 'exposures',
    label: 'Exposures with properties of subjects',
    needs: made.map(({ step }) => step),
    metricIds,
    statement: describedExposures(d, {
      table: into,
      assigned,
      tables: made.map(({ table }) => table),
      properties,
    }),
  });
};
