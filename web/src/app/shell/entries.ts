export interface NavEntry {
  readonly to: string;
  readonly label: string;
}

/** Every place of the navigation; the command palette jumps to the same ones. */
export const navGroups: readonly { readonly title: string | null; readonly entries: readonly NavEntry[] }[] = [
  {
    title: null,
    entries: [
      { to: '/', label: 'Home' },
      { to: '/experiments', label: 'Experiments' },
      { to: '/sample-size', label: 'Sample size' },
      { to: '/flags', label: 'Flags' },
      { to: '/bandits', label: 'Bandits' },
      { to: '/change-requests', label: 'Approvals' },
    ],
  },
  {
    title: 'Define',
    entries: [
      { to: '/metrics', label: 'Metrics' },
      { to: '/sources', label: 'Sources' },
      { to: '/entities', label: 'Entities' },
      { to: '/audiences', label: 'Audiences' },
      { to: '/layers', label: 'Layers' },
      { to: '/holdouts', label: 'Holdouts' },
    ],
  },
  {
    title: 'Run',
    entries: [
      { to: '/warehouse', label: 'Warehouse' },
      { to: '/runs', label: 'Runs' },
      { to: '/publications', label: 'Publications' },
      { to: '/audit', label: 'Audit' },
      { to: '/settings', label: 'Settings' },
    ],
  },
  {
    title: 'Learn',
    entries: [
      { to: '/help/statistics', label: 'Statistics' },
      { to: '/help/bandits', label: 'About bandits' },
      { to: '/help/words', label: 'Words' },
      { to: '/help/delivery', label: 'Delivery' },
    ],
  },
];

/** Pages below a place of the navigation, for the palette. */
export const deeperEntries: readonly NavEntry[] = [
  { to: '/sources?kind=facts', label: 'Fact sources' },
  { to: '/sources?kind=entries', label: 'Entry points' },
  { to: '/sources?kind=segments', label: 'Segments' },
  { to: '/metrics/collections', label: 'Metric collections' },
  { to: '/metrics/syncs', label: 'Metric syncs' },
  { to: '/stale-flags', label: 'Stale flags' },
  { to: '/settings/teams', label: 'Teams' },
  { to: '/settings/metadata', label: 'Metadata fields' },
];

/** What can be made, for the palette. */
export const makeEntries: readonly NavEntry[] = [
  { to: '/experiments/new', label: 'New experiment' },
  { to: '/flags/new', label: 'New flag' },
  { to: '/bandits/new', label: 'New bandit' },
  { to: '/metrics/new', label: 'New metric' },
  { to: '/metrics/collections/new', label: 'New metric collection' },
  { to: '/sources/facts/new', label: 'New fact source' },
  { to: '/sources/assignments/new', label: 'New assignment source' },
  { to: '/sources/entries/new', label: 'New entry point' },
  { to: '/sources/segments/new', label: 'New segment' },
  { to: '/warehouse/new', label: 'Connect a warehouse' },
];
