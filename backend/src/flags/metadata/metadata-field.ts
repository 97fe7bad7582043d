import type { MetadataFieldInput, MetadataFieldView, MetadataTarget, MetadataValues } from '@assay/api-contract';
import type { FieldError } from '../../kernel/index.js';

/** Something that a workspace wants to know of every flag, experiment or both. */
export interface MetadataField extends MetadataFieldInput {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const isEmpty = (value: MetadataValues[string] | undefined): boolean => value === undefined || value.length === 0;

/**
 * Everything that is wrong with what is said of a flag or an experiment, by the fields that are asked of it. What was there before stays right, also where the field asks
 * for something else by now.
 */
export function checkMetadata(
  metadata: MetadataValues,
  before: MetadataValues,
  fields: readonly Pick<MetadataField, 'key' | 'name' | 'kind' | 'options' | 'isRequired'>[],
): FieldError[] {
  const errors: FieldError[] = [];
  const known = new Map(fields.map((field) => [field.key, field]));
  for (const [key, value] of Object.entries(metadata)) {
    const field = known.get(key);
    const isOld = JSON.stringify(before[key]) === JSON.stringify(value);
    const message = isOld ? null : field ? refusalOf(field, value) : unknownField(key, fields);
    if (message !== null) errors.push({ path: `metadata.${key}`, message });
  }
  for (const { key, name, isRequired } of fields) {
    if (isRequired && isEmpty(metadata[key])) errors.push({ path: `metadata.${key}`, message: `Say the ${name}.` });
  }
  return errors;
}

const unknownField = (key: string, fields: readonly Pick<MetadataField, 'key'>[]): string =>
  fields.length === 0
    ? `There is no metadata field "${key}". Make it first, or leave it out.`
    : `There is no metadata field "${key}". Choose of ${fields.map((field) => field.key).join(', ')}.`;

function refusalOf(
  { kind, options }: Pick<MetadataField, 'kind' | 'options'>,
  value: MetadataValues[string],
): string | null {
  if (isEmpty(value)) return null;
  const isList = typeof value !== 'string';
  if (isList !== (kind === 'multi_select')) return isList ? 'Give one text, not a list.' : 'Give a list of options.';
  if (kind === 'text') return null;
  const wrong = [value].flat().find((one) => !options.includes(one));
  return wrong === undefined ? null : `"${wrong}" is no option. Choose of ${options.join(', ')}.`;
}

/** The fields that are asked of a thing. */
export const fieldsOf = (target: MetadataTarget, fields: readonly MetadataField[]): readonly MetadataField[] =>
  fields.filter(({ appliesTo }) => appliesTo.includes(target));

/** What is said in these fields, without the rest. */
export const saidIn = (fields: readonly Pick<MetadataField, 'key'>[], metadata: MetadataValues): MetadataValues =>
  Object.fromEntries(Object.entries(metadata).filter(([key]) => fields.some((field) => field.key === key)));

/** Without what is empty. */
export const cleaned = (metadata: MetadataValues): MetadataValues =>
  Object.fromEntries(Object.entries(metadata).filter(([, value]) => !isEmpty(value)));

export const metadataFieldViewOf = (field: MetadataField): MetadataFieldView => ({
  id: field.id,
  key: field.key,
  name: field.name,
  kind: field.kind,
  options: [...field.options],
  appliesTo: [...field.appliesTo],
  isRequired: field.isRequired,
  version: field.version,
  createdAt: field.createdAt.toISOString(),
  updatedAt: field.updatedAt.toISOString(),
});
