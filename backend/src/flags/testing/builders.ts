import type { AllocationInput, FlagVersion, FlagView } from '@assay/api-contract';

/** An allocation that is right: a gate for everybody. */
export const anAllocation = (change: Partial<AllocationInput> = {}): AllocationInput => ({
  key: 'gate',
  name: 'Gate',
  kind: 'gate',
  rules: [],
  audiences: [],
  trafficExposure: 1,
  splits: [{ variationKey: 'on', weight: 1 }],
  startAt: null,
  endAt: null,
  phases: [],
  layer: null,
  switchback: null,
  requires: [],
  holdout: null,
  shipped: null,
  ...change,
});

export const anExperiment = (change: Partial<AllocationInput> = {}): AllocationInput =>
  anAllocation({
    key: 'test',
    name: 'Test',
    kind: 'experiment',
    splits: [
      { variationKey: 'on', weight: 1 },
      { variationKey: 'off', weight: 1 },
    ],
    ...change,
  });

export const aDefault = (variationKey = 'off'): AllocationInput =>
  anAllocation({ key: 'default', name: 'Default', kind: 'default', splits: [{ variationKey, weight: 1 }] });

export const onAndOff = [
  { key: 'on', name: 'On', value: true },
  { key: 'off', name: 'Off', value: false },
];

/** The body of a request that creates a flag. */
export const aFlagInput = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  key: 'checkout',
  name: 'New checkout',
  type: 'BOOLEAN',
  variations: onAndOff,
  ...change,
});

export interface ProblemBody {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

export type { FlagVersion, FlagView };
