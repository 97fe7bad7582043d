import { z } from 'zod';

/** RFC 9457 problem document. `errors` name each field that is wrong and what to do about it. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
    requestId: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

/** `?cursor=…&limit=…`; the cursor is opaque and comes from `next` of the page before. */
export const pageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type PageQuery = z.infer<typeof pageQuery>;

/** A page of items and the cursor of the next one; null = that was all. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });

/** Every stored object carries who it is and which version it has; the version is also its ETag. */
export const stored = {
  id: z.string(),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

/** Keys are chosen by people and used in code, URLs and the warehouse. */
export const flagKey = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
    'Use letters, digits, dot, dash and underscore; begin with a letter or digit.',
  );
