import type { AssignmentSource, EntryPoint, FactSource, PropertySource } from '@assay/definitions';
import type { FieldError } from '../kernel/index.js';
import type { SourceColumn } from './definition.js';

/** A column that a source maps, and where its mapping stands in the input. */
export interface Mapped {
  readonly path: string;
  readonly column: string;
  readonly isTime?: boolean;
}

export const mappedByAssignmentSource = (body: AssignmentSource): readonly Mapped[] => [
  { path: 'subjectColumn', column: body.subjectColumn },
  { path: 'timestampColumn', column: body.timestampColumn, isTime: true },
  { path: 'experimentKeyColumn', column: body.experimentKeyColumn },
  { path: 'variationColumn', column: body.variationColumn },
  ...(body.untilColumn === null ? [] : [{ path: 'untilColumn', column: body.untilColumn, isTime: true }]),
  ...partition(body.partitionColumn),
  ...body.properties.map(({ column }, at) => ({ path: `properties.${at}.column`, column })),
  ...body.secondaryIds.map(({ column }, at) => ({ path: `secondaryIds.${at}.column`, column })),
];

export const mappedByEntryPoint = (body: EntryPoint): readonly Mapped[] => [
  { path: 'subjectColumn', column: body.subjectColumn },
  { path: 'timestampColumn', column: body.timestampColumn, isTime: true },
  ...partition(body.partitionColumn),
];

export const mappedByFactSource = (body: FactSource): readonly Mapped[] => [
  { path: 'timestampColumn', column: body.timestampColumn, isTime: true },
  ...partition(body.partitionColumn),
  ...body.entities.map(({ column }, at) => ({ path: `entities.${at}.column`, column })),
  ...body.facts.flatMap(({ column }, at) => (column === null ? [] : [{ path: `facts.${at}.column`, column }])),
  ...body.properties.map(({ column }, at) => ({ path: `properties.${at}.column`, column })),
];

export const mappedByPropertySource = (body: PropertySource): readonly Mapped[] => [
  { path: 'subjectColumn', column: body.subjectColumn },
  ...body.properties.map(({ column }, at) => ({ path: `properties.${at}.column`, column })),
];

const partition = (column: string | null): Mapped[] =>
  column === null ? [] : [{ path: 'partitionColumn', column, isTime: true }];

/** Types that are surely no time; `other` gets the benefit of the doubt, the warehouse will say. */
const noTime = ['text', 'integer', 'decimal', 'float', 'boolean'];

/** Each mapped column that the SELECT does not return, returns twice, or returns as something that is no time. */
export function problemsOfColumns(mapped: readonly Mapped[], columns: readonly SourceColumn[]): FieldError[] {
  return mapped.flatMap(({ path, column, isTime = false }) => {
    const [found, ...more] = columns.filter(({ name }) => name === column);
    if (found === undefined) return [{ path, message: missing(column, columns) }];
    if (more.length > 0)
      return [{ path, message: `The SQL returns two columns called “${column}”: give one an alias.` }];
    if (isTime && noTime.includes(found.type)) {
      return [{ path, message: `“${column}” is ${found.nativeType}, no time: cast it to a timestamp in the SQL.` }];
    }
    return [];
  });
}

function missing(column: string, columns: readonly SourceColumn[]): string {
  const names = columns.map(({ name }) => name);
  const near = names.find((name) => name.toLowerCase() === column.toLowerCase());
  const hint = near === undefined ? '' : ` Did you mean “${near}”?`;
  return `The SQL returns no column “${column}”.${hint} It returns: ${names.slice(0, 100).join(', ')}.`;
}
