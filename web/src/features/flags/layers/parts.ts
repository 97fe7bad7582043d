import type { LayerPart, LayerView } from '@assay/api-contract';

export const shards = 10_000;

type Taken = Pick<LayerView['uses'][number], 'start' | 'end'>;

/** The parts of a layer that nobody takes, in order. */
export function freeParts(taken: readonly Taken[]): readonly Taken[] {
  const free: Taken[] = [];
  let from = 0;
  for (const { start, end } of [...taken].sort((a, b) => a.start - b.start)) {
    if (start > from) free.push({ start: from, end: start });
    from = Math.max(from, end);
  }
  return from < shards ? [...free, { start: from, end: shards }] : free;
}

/** What a new allocation is offered: the largest part that is free. */
export function offeredPart({ key, uses }: LayerView, environment: string): LayerPart {
  const free = freeParts(uses.filter((use) => use.environment === environment));
  const [largest] = [...free].sort((a, b) => b.end - b.start - (a.end - a.start));
  return { key, start: largest?.start ?? 0, end: largest?.end ?? shards };
}
