import { useQueries } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { deeperEntries, makeEntries, navGroups } from './entries.js';

export interface PaletteItem {
  readonly to: string;
  readonly label: string;
  readonly section: string;
  /** Also searched, not shown first: a key or an id. */
  readonly also: string;
}

const fixed: readonly PaletteItem[] = [
  ...navGroups.flatMap((group) => group.entries.map((entry) => ({ ...entry, section: 'Go to', also: '' }))),
  ...deeperEntries.map((entry) => ({ ...entry, section: 'Go to', also: '' })),
  ...makeEntries.map((entry) => ({ ...entry, section: 'Make', also: '' })),
];

/** Pages and everything with a name; asked for only while the palette is open. */
export function usePaletteItems(isOpen: boolean): readonly PaletteItem[] {
  const [
    experiments,
    flags,
    metrics,
    assignmentSources,
    factSources,
    entryPoints,
    segments,
    collections,
    holdouts,
    teams,
  ] = useQueries({
    queries: [
      { ...api.experiments.list(), enabled: isOpen },
      { ...api.flags.list(), enabled: isOpen },
      { ...api.metrics.list(), enabled: isOpen },
      { ...api.assignmentSources.list(), enabled: isOpen },
      { ...api.factSources.list(), enabled: isOpen },
      { ...api.entryPoints.list(), enabled: isOpen },
      { ...api.segments.list(), enabled: isOpen },
      { ...api.metricCollections.list(), enabled: isOpen },
      { ...api.flags.holdouts(), enabled: isOpen },
      { ...api.identity.teams(), enabled: isOpen },
    ],
  });
  const item = (section: string, to: string, label: string, also = ''): PaletteItem => ({ section, to, label, also });
  return [
    ...fixed,
    ...(experiments.data ?? []).map((e) => item('Experiments', `/experiments/${e.id}`, e.name, e.design.experimentKey)),
    ...(flags.data ?? []).map((f) => item('Flags', `/flags/${encodeURIComponent(f.key)}`, f.name, f.key)),
    ...(metrics.data ?? []).map((m) => item('Metrics', `/metrics/${m.id}`, m.metric.name)),
    ...(assignmentSources.data ?? []).map((s) => item('Sources', `/sources/assignments/${s.id}`, s.name)),
    ...(factSources.data ?? []).map((s) => item('Sources', `/sources/facts/${s.id}`, s.name)),
    ...(entryPoints.data ?? []).map((e) => item('Entry points', `/sources/entries/${e.id}`, e.name)),
    ...(segments.data ?? []).map((s) => item('Segments', `/sources/segments/${s.id}`, s.name)),
    ...(collections.data ?? []).map((c) => item('Metric collections', `/metrics/collections/${c.id}`, c.name)),
    ...(holdouts.data ?? []).map((h) => item('Holdouts', '/holdouts', h.name, h.key)),
    ...(teams.data ?? []).map((t) => item('Teams', '/settings/teams', t.name)),
  ];
}

/** Items that hold every word that was typed; those that begin with it first. At most 40. */
export function findItems(items: readonly PaletteItem[], typed: string): readonly PaletteItem[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const textOf = (item: PaletteItem): string => `${item.label} ${item.also} ${item.section}`.toLowerCase();
  const startsWith = (item: PaletteItem): boolean => item.label.toLowerCase().startsWith(words[0] ?? '');
  return items
    .filter((item) => words.every((word) => textOf(item).includes(word)))
    .sort((a, b) => Number(startsWith(b)) - Number(startsWith(a)))
    .slice(0, 40);
}
