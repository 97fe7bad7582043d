/** One value that differs; null = absent on that side. */
export interface Change {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

const isNode = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const leavesOf = (value: unknown, path: string): [string, string][] => {
  const isEmpty = !isNode(value) || Object.keys(value).length === 0;
  if (value === undefined || (isEmpty && path === '')) return [];
  if (!isNode(value) || isEmpty) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, below]) => {
    const step = Array.isArray(value) ? nameOf(below, name) : name;
    return leavesOf(below, path === '' ? step : `${path}.${step}`);
  });
};

/** Items with a key are told apart by it: one put in front of others does not make all of them differ. */
const nameOf = (item: unknown, position: string): string =>
  isNode(item) && typeof item['key'] === 'string' ? item['key'] : position;

/** What differs between two JSON values, leaf by leaf, in the order of the newer one. */
export function changesOf(before: unknown, after: unknown): readonly Change[] {
  const old = new Map(leavesOf(before, ''));
  const now = new Map(leavesOf(after, ''));
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
    .filter((change) => change.before !== change.after);
}
