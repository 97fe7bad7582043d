import type { AllocationInput, FlagEnvironmentInput } from '@assay/api-contract';
import { describeCondition, minutesText, shareText, slicesOf } from './words.js';

/** One line of what is about to change. */
export interface DiffLine {
  readonly kind: 'del' | 'add';
  readonly text: string;
}

/** An allocation in lines of words; two allocations that do the same have the same lines. */
const linesOf = (allocation: AllocationInput): string[] => {
  const { slices } = slicesOf(allocation);
  return [
    `${allocation.name} · ${allocation.kind} (${allocation.key})`,
    ...allocation.rules.map(
      (rule) => `${allocation.name} · if ${rule.conditions.map(describeCondition).join(' and ')}`,
    ),
    ...allocation.audiences.map((key) => `${allocation.name} · if in audience ${key}`),
    ...allocation.requires.map(
      ({ flag, variations }) => `${allocation.name} · requires ${flag} to serve ${variations.join(' or ')}`,
    ),
    `${allocation.name} · traffic ${shareText(allocation.trafficExposure)}`,
    `${allocation.name} · ${slices.map((slice) => `${slice.key} ${shareText(slice.weight)}`).join(', ')}`,
    ...allocation.phases.map(
      (phase) => `${allocation.name} · traffic ${shareText(phase.trafficExposure)} from ${phase.at}`,
    ),
    ...(allocation.layer
      ? [
          `${allocation.name} · ${shareText(allocation.layer.start / 1e4)}–${shareText(allocation.layer.end / 1e4)} of layer ${allocation.layer.key}`,
        ]
      : []),
    ...(allocation.switchback
      ? [
          `${allocation.name} · switches every ${minutesText(allocation.switchback.slotMinutes)} by ${allocation.switchback.attribute}: ${allocation.switchback.units.join(', ')}`,
        ]
      : []),
    ...(allocation.holdout
      ? [`${allocation.name} · holdout ${allocation.holdout.key} keeps ${allocation.holdout.statusQuo}`]
      : []),
    ...(allocation.shipped === null ? [] : [`${allocation.name} · ships ${allocation.shipped}`]),
    ...(allocation.startAt ? [`${allocation.name} · from ${allocation.startAt}`] : []),
    ...(allocation.endAt ? [`${allocation.name} · until ${allocation.endAt}`] : []),
  ];
};

const orderOf = (allocations: readonly AllocationInput[]): string =>
  `Order: ${allocations.map((allocation) => allocation.name).join(', ')}`;

const differing = (before: readonly string[], after: readonly string[]): DiffLine[] => [
  ...before.filter((line) => !after.includes(line)).map((text) => ({ kind: 'del', text }) as const),
  ...after.filter((line) => !before.includes(line)).map((text) => ({ kind: 'add', text }) as const),
];

/** What publishing would change, in words; nothing when both sides do the same. */
export function changesBetween(before: FlagEnvironmentInput, after: FlagEnvironmentInput): readonly DiffLine[] {
  const keys = [...new Set([...after.allocations, ...before.allocations].map((allocation) => allocation.key))];
  const find = (side: FlagEnvironmentInput, key: string): string[] => {
    const allocation = side.allocations.find((candidate) => candidate.key === key);
    return allocation ? linesOf(allocation) : [];
  };
  const lines = keys.flatMap((key) => differing(find(before, key), find(after, key)));
  const common = (side: FlagEnvironmentInput, other: FlagEnvironmentInput): readonly AllocationInput[] =>
    side.allocations.filter(({ key }) => other.allocations.some((candidate) => candidate.key === key));
  const isReordered =
    common(before, after)
      .map(({ key }) => key)
      .join('\n') !==
    common(after, before)
      .map(({ key }) => key)
      .join('\n');
  const order = isReordered ? differing([orderOf(before.allocations)], [orderOf(after.allocations)]) : [];
  const isSwitched = before.isEnabled !== after.isEnabled;
  const state = (isEnabled: boolean): string => (isEnabled ? 'Switched on' : 'Switched off');
  return [...(isSwitched ? differing([state(before.isEnabled)], [state(after.isEnabled)]) : []), ...lines, ...order];
}
