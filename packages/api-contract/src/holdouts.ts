import { z } from 'zod';
import { allocationUse } from './audiences.js';
import { flagKey, pageOf, stored } from './common.js';
import { limits } from './limits.js';

const fields = {
  name: z.string().trim().min(1).max(limits.name.limit),
  description: z.string().max(limits.description.limit).default(''),
  /** Experiments that are made later stay out of it; null = all that are made from now on are in. */
  until: z.iso.datetime().nullable().default(null),
  /** From then on nobody is held out, and everybody gets what was shipped; null = not yet decided. */
  endAt: z.iso.datetime().nullable().default(null),
};

/**
 * Subjects who are kept out of experiments, to measure what all of them together bring. One half of them keeps the
 * status quo, the other gets what is shipped.
 */
export const holdoutInput = z
  .strictObject({
    key: flagKey,
    ...fields,
    environment: flagKey,
    /** Of all subjects, both halves together. */
    share: z
      .number()
      .min(0.002, 'Hold out at least 0.2% of the subjects.')
      .max(0.5, 'Hold out at most half of the subjects.'),
    /** Flags whose experiments are in; null = all flags. */
    flags: z.array(flagKey).min(1, 'Name at least one flag.').max(200).nullable().default(null),
  })
  .meta({ id: 'HoldoutInput' });
export type HoldoutInput = z.infer<typeof holdoutInput>;

/** Key, environment, share and flags never change, since they decide who is held out of what. */
export const holdoutUpdate = z.strictObject(fields).meta({ id: 'HoldoutUpdate' });
export type HoldoutUpdate = z.infer<typeof holdoutUpdate>;

export const holdoutView = z
  .object({
    ...stored,
    ...holdoutInput.shape,
    /** Experiments that it holds subjects out of. */
    uses: z.array(allocationUse.extend({ statusQuo: z.string(), shipped: z.string().nullable() })),
  })
  .meta({ id: 'Holdout' });
export type HoldoutView = z.infer<typeof holdoutView>;

export const holdoutPage = pageOf(holdoutView).meta({ id: 'HoldoutPage' });
