import { z } from 'zod';
import { allocationUse } from './audiences.js';
import { flagKey, pageOf, stored } from './common.js';
import { limits } from './limits.js';

/** A partition of all subjects: allocations that take different parts of it never meet in one subject. */
export const layerInput = z
  .strictObject({
    key: flagKey,
    name: z.string().trim().min(1).max(limits.name.limit),
    description: z.string().max(limits.description.limit).default(''),
  })
  .meta({ id: 'LayerInput' });
export type LayerInput = z.infer<typeof layerInput>;

/** The key never changes; it may be sent as it is. */
export const layerUpdate = layerInput.extend({ key: flagKey.optional() }).meta({ id: 'LayerUpdate' });
export type LayerUpdate = z.infer<typeof layerUpdate>;

export const layerView = z
  .object({
    ...stored,
    ...layerInput.shape,
    /** The parts that are taken, in order; of 10,000 shards, half-open. */
    uses: z.array(allocationUse.extend({ start: z.number().int(), end: z.number().int() })),
  })
  .meta({ id: 'Layer' });
export type LayerView = z.infer<typeof layerView>;

export const layerPage = pageOf(layerView).meta({ id: 'LayerPage' });
