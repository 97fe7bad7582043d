import {
  describedExposures,
  entityProperties,
  exposures,
  otherVariations,
  type DescribedBy,
  type ExposureQuery,
  type ScratchTable,
} from '@assay/warehouse-sql';
import { earlier, type Carried, type Draft, type Joined } from './plan-draft.js';

type AtAssignment = ExposureQuery['properties'][number];

/** What is frozen at assignment, of all that exposures carry. */
export const atAssignment = (carried: readonly Carried[]): readonly AtAssignment[] =>
  carried.filter((one): one is AtAssignment => !isJoined(one));

export const isJoined = (one: Carried): one is Joined =>
  typeof one === 'object' && ('sourceId' in one || 'experimentId' in one);

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

/** A table of values per assigned subject, and the step that makes it. */
interface Values {
  readonly table: ScratchTable;
  readonly step: string;
}

/** One scan of each source of properties and of each other experiment, then the assigned with all that they carry. */
export const planJoined = (draft: Draft, of: Described): string => {
  const { assigned, carried, into, id, metricIds } = of;
  const columns = new Map<string, string[]>();
  const properties: DescribedBy[] = [];
  for (const one of carried) {
    if (!isJoined(one)) {
      properties.push({ assigned: properties.filter((by) => 'assigned' in by).length });
      continue;
    }
    const [key, column] = 'sourceId' in one ? [one.sourceId, one.column] : [one.experimentId, ''];
    const known = columns.get(key) ?? [];
    columns.set(key, known.includes(column) ? known : [...known, column]);
    const value = (columns.get(key) ?? []).indexOf(column);
    properties.push({ table: [...columns.keys()].indexOf(key), value });
  }
  const made = [...columns].map(([key, read], at) =>
    draft.request.propertySources?.some((source) => source.id === key)
      ? planProperties(draft, of, { sourceId: key, read, at })
      : planOther(draft, of, { experimentId: key, at }),
  );
  return draft.add({
    id,
    kind: 'exposures',
    label: 'Exposures with properties of subjects',
    needs: made.map(({ step }) => step),
    metricIds,
    statement: describedExposures(draft.d, {
      table: into,
      assigned,
      tables: made.map(({ table }) => table),
      properties,
    }),
  });
};

const planProperties = (
  draft: Draft,
  { assigned, assigning, metricIds }: Described,
  { sourceId, read, at }: { readonly sourceId: string; readonly read: readonly string[]; readonly at: number },
): Values => {
  const source = draft.request.propertySources?.find((one) => one.id === sourceId);
  if (!source) throw new RangeError(`There is no property source ${sourceId}.`);
  const table = draft.table(`entity_property_${at}`);
  const step = draft.add({
    id: `entity_properties_${at}`,
    kind: 'exposures',
    label: `Properties from ${source.name}`,
    needs: [assigning],
    metricIds,
    statement: entityProperties(draft.d, { ...source, table, assigned, select: source.sql, columns: read }),
  });
  return { table, step };
};

const planOther = (
  draft: Draft,
  { assigned, assigning, metricIds }: Described,
  { experimentId, at }: { readonly experimentId: string; readonly at: number },
): Values => {
  const { d, options } = draft;
  const other = draft.request.others?.find((one) => one.experimentId === experimentId);
  if (!other) throw new RangeError(`There is no other experiment ${experimentId}.`);
  const { design, assignmentSource: source, name } = other;
  const exposed = draft.table(`other_${at}`);
  const scanning = draft.add({
    id: `other_exposures_${at}`,
    kind: 'exposures',
    label: `Exposures of ${name}`,
    metricIds,
    statement: exposures(d, {
      ...source,
      table: exposed,
      select: source.sql,
      experimentKey: design.experimentKey,
      variations: design.variations.map(({ key }) => key),
      properties: [],
      from: design.assignmentFrom,
      until: earlier(design.assignmentUntil, options.asOf),
    }),
  });
  const table = draft.table(`other_variation_${at}`);
  const step = draft.add({
    id: `other_variations_${at}`,
    kind: 'exposures',
    label: `Variations of ${name}`,
    needs: [assigning, scanning],
    metricIds,
    statement: otherVariations(d, { table, assigned, other: exposed }),
  });
  return { table, step };
};
