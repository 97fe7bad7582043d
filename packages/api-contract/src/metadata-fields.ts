import { z } from 'zod';
import { pageOf, stored } from './common.js';
import { flagKey } from './flags.js';
import { limits } from './limits.js';

export const metadataKind = z.enum(['text', 'select', 'multi_select']);
export type MetadataKind = z.infer<typeof metadataKind>;

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
  /** A flag is not made without it. */
  isRequired: z.boolean().default(false),
});

/** Something that a workspace wants to know of every flag, such as a ticket or a cost centre. */
export const metadataFieldInput = fields.refine(hasOptions, optionsAdvice).meta({ id: 'MetadataFieldInput' });
export type MetadataFieldInput = z.infer<typeof metadataFieldInput>;

/** Key and kind never change; they are sent as they are. */
export const metadataFieldUpdate = fields.refine(hasOptions, optionsAdvice).meta({ id: 'MetadataFieldUpdate' });
export type MetadataFieldUpdate = z.infer<typeof metadataFieldUpdate>;

export const metadataFieldView = z.object({ ...stored, ...fields.shape }).meta({ id: 'MetadataField' });
export type MetadataFieldView = z.infer<typeof metadataFieldView>;

export const metadataFieldPage = pageOf(metadataFieldView).meta({ id: 'MetadataFieldPage' });
