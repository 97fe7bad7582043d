import type { ScratchTable } from '@assay/warehouse-sql';

/** `source`: rows of a source, for all that read it · `published`: what was last published of an experiment. */
export const keptPurposes = ['source', 'published'] as const;
export type KeptPurpose = (typeof keptPurposes)[number];

/** What a kept table is of. Only one table of a key is in use. */
export interface KeptKey {
  readonly connectionId: string;
  readonly purpose: KeptPurpose;
  /** The source or experiment. */
  readonly ownerId: string;
  /** Digest of all that its contents follow from. */
  readonly definition: string;
}

/** A scratch table that outlives the run that made it. */
export interface KeptTable extends KeptKey {
  readonly id: string;
  readonly organisationId: string;
  readonly scratchSchema: string;
  readonly name: string;
  /** What is in it, as its maker knows it; null = it is not made yet. */
  readonly contents: object | null;
  /** It is dropped after so many days in which nobody read it. */
  readonly daysUnused: number;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  /** Nobody begins to read it any more; null = it is in use. */
  readonly retiredAt: Date | null;
}

/** Whoever began to read a table before it was retired has ended after this long. */
export const graceMilliseconds = 86_400_000;

export const scratchTableOf = ({ scratchSchema, name }: Pick<KeptTable, 'scratchSchema' | 'name'>): ScratchTable => ({
  schema: scratchSchema.split('.'),
  table: name,
});

/** The name of a new table: a word for people, and the random part of its id. */
export const keptName = (purpose: KeptPurpose, id: string): string =>
  `assay_kept_${purpose}_${id.slice(id.indexOf('_') + 1)}`;
