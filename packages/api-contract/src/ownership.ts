import { z } from 'zod';
import { flagKey } from './common.js';
import { limits } from './limits.js';

/** A word that flags and experiments share, and that SDK keys can be limited to. */
export const tagName = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._:-]{0,49}$/, 'Use letters, digits, spaces and . _ : -, at most 50 of them.');

/** What is said of a thing, by the key of a metadata field: a text, or for several choices a list. */
export const metadataValues = z.record(
  flagKey,
  z.union([z.string().max(limits.description.limit), z.array(z.string().max(limits.name.limit)).max(100)]),
);
export type MetadataValues = z.infer<typeof metadataValues>;

/** What a request says of who answers for a thing, and of what is known of it. Absent: left as it is. */
export const ownershipInput = {
  tags: z.array(tagName).max(limits.tags.limit).optional(),
  /** The person or team that answers for it. */
  owner: z.string().trim().max(limits.name.limit).optional(),
  /** Id of the team that owns it; null = none. */
  teamId: z.string().min(1).nullable().optional(),
  /** What the workspace wants to know of every such thing. */
  metadata: metadataValues.optional(),
};

/** The same as it is shown. */
export const ownershipView = {
  tags: z.array(z.string()).default([]),
  owner: z.string().default(''),
  teamId: z.string().nullable().default(null),
  metadata: metadataValues.default({}),
};

/** Narrows a list down. */
export const ownershipSearch = {
  /** Only what has this tag. */
  tag: tagName.optional(),
  /** Only what this person or team answers for, as it is written there. */
  owner: z.string().trim().min(1).max(limits.name.limit).optional(),
  /** Only what this team owns, by its id. */
  team: z.string().min(1).optional(),
};
