import { z } from 'zod';
import { flagKey, pageOf, stored } from './common.js';
import { limits } from './limits.js';

export const metadataKind = z.enum(['text', 'select', 'multi_select']);
export type MetadataKind = z.infer<typeof metadataKind>;

/** What a metadata field is asked of. */
export const metadataTarget = z.enum(['flag', 'experiment']);
export type MetadataTarget = z.infer<typeof metadataTarget>;

const targets = z
  .array(metadataTarget)
  .min(1, 'Say of what it is asked: flag, experiment or both.')
  .refine((all) => new Set(all).size === all.length, 'Name each once.');

const options = z
  .array(z.string().trim().min(1).max(limits.name.limit))
  .max(100)
  .refine((all) => new Set(all).size === all.length, 'List each option once.')
  .default([]);

const hasOptions = ({ kind, options: listed }: { kind: MetadataKind; options: string[] }): boolean =>
  kind === 'text' ? listed.length === 0 : listed.length > 0;
const optionsAdvice = {
  path: ['options'],
  error: 'List the options to choose from; a text has none.',
};

const fields = z.strictObject({
  key: flagKey,
  name: z.string().trim().min(1).max(limits.name.limit),
  kind: metadataKind,
  options,
  /** What it is asked of is not made without it. */
  isRequired: z.boolean().default(false),
});

/** Something that a workspace wants to know of every flag, experiment or both, such as a ticket or a cost centre. */
export const metadataFieldInput = fields
  .extend({ appliesTo: targets.default(['flag']) })
  .refine(hasOptions, optionsAdvice)
  .meta({ id: 'MetadataFieldInput' });
export type MetadataFieldInput = z.infer<typeof metadataFieldInput>;

/** Key and kind never change; they are sent as they are. Without `appliesTo` it is asked of what it was. */
export const metadataFieldUpdate = fields
  .extend({ appliesTo: targets.optional() })
  .refine(hasOptions, optionsAdvice)
  .meta({ id: 'MetadataFieldUpdate' });
export type MetadataFieldUpdate = z.infer<typeof metadataFieldUpdate>;

export const metadataFieldView = z
  .object({ ...stored, ...fields.shape, appliesTo: targets })
  .meta({ id: 'MetadataField' });
export type MetadataFieldView = z.infer<typeof metadataFieldView>;

export const metadataFieldPage = pageOf(metadataFieldView).meta({ id: 'MetadataFieldPage' });
