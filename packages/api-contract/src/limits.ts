import { z } from 'zod';

/** How large things may be. The schemas, the checks and `GET /limits` all read them here. */
export const limits = {
  flagsPerWorkspace: { limit: 10_000, unit: 'items', about: 'flags of a workspace that are not archived' },
  variations: { limit: 50, unit: 'items', about: 'variations of a flag' },
  textValue: { limit: 65_536, unit: 'bytes', about: 'value of a STRING variation' },
  jsonValue: { limit: 250_000, unit: 'bytes', about: 'value of a JSON variation, written as JSON' },
  allocations: { limit: 64, unit: 'items', about: 'allocations of a flag in one environment' },
  rules: { limit: 64, unit: 'items', about: 'targeting rules of an allocation or an audience' },
  conditions: { limit: 50, unit: 'items', about: 'conditions of a targeting rule' },
  conditionValues: { limit: 1_000, unit: 'items', about: 'values of a ONE_OF or NOT_ONE_OF condition' },
  conditionValue: { limit: 1_000, unit: 'characters', about: 'one value of a list in a condition' },
  conditionText: { limit: 2_000, unit: 'characters', about: 'text that a condition compares with' },
  pattern: { limit: 1_000, unit: 'characters', about: 'regular expression of a MATCHES or NOT_MATCHES condition' },
  attribute: { limit: 200, unit: 'characters', about: 'name of an attribute' },
  audiencesPerAllocation: { limit: 20, unit: 'items', about: 'audiences of an allocation' },
  phases: { limit: 20, unit: 'items', about: 'phases of a progressive roll-out' },
  requirements: { limit: 5, unit: 'items', about: 'flags that an allocation requires' },
  switchbackUnits: { limit: 500, unit: 'items', about: 'units of a switchback schedule' },
  switchbackSlots: { limit: 1_500, unit: 'items', about: 'time slots of a switchback schedule' },
  switchbackCells: { limit: 50_000, unit: 'items', about: 'units times slots of a switchback schedule' },
  tags: { limit: 20, unit: 'items', about: 'tags of a flag, an experiment or an SDK key' },
  key: { limit: 128, unit: 'characters', about: 'key of a flag, variation, allocation, audience or layer' },
  name: { limit: 200, unit: 'characters', about: 'name of anything' },
  description: { limit: 10_000, unit: 'characters', about: 'description of a flag, audience or layer' },
} as const satisfies Readonly<
  Record<string, { readonly limit: number; readonly unit: 'items' | 'bytes' | 'characters'; readonly about: string }>
>;

export const limitsView = z
  .object({
    items: z.array(
      z.object({
        key: z.string(),
        limit: z.number().int(),
        unit: z.enum(['items', 'bytes', 'characters']),
        about: z.string(),
      }),
    ),
  })
  .meta({ id: 'Limits' });
export type LimitsView = z.infer<typeof limitsView>;
