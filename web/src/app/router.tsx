import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { RequireSession } from './RequireSession.js';
import { NotFound, RouteFailure } from './RouteFailure.js';

type Pages = Record<string, ComponentType>;

/** A page that is fetched when it is first opened. */
const page = (load: () => Promise<unknown>, name: string) => async () => {
  const Component = ((await load()) as Pages)[name];
  if (!Component) throw new Error(`There is no page ${name}.`);
  return { Component };
};

const experiments = () => import('../pages/experiments/index.js');
const bandits = () => import('../pages/bandits/index.js');
const flags = () => import('../pages/flags/index.js');
const metrics = () => import('../pages/metrics/index.js');
const sources = () => import('../pages/sources/index.js');
const warehouse = () => import('../pages/warehouse/index.js');
const sampleSize = () => import('../pages/sample-size/index.js');
const publications = () => import('../pages/publications/index.js');
const settings = () => import('../pages/settings/index.js');
const help = () => import('../pages/help/index.js');

/** Every address of the console. */
export const routeTable: RouteObject[] = [
  { path: '/sign-in', lazy: page(() => import('../pages/SignInPage.js'), 'SignInPage') },
  {
    element: <RequireSession />,
    errorElement: <RouteFailure />,
    HydrateFallback: () => null,
    children: [
      {
        errorElement: <RouteFailure />,
        children: [
          { index: true, lazy: page(() => import('../pages/HomePage.js'), 'HomePage') },
          { path: 'experiments', lazy: page(experiments, 'ExperimentsPage') },
          { path: 'experiments/new', lazy: page(experiments, 'NewExperimentPage') },
          {
            path: 'experiments/:id',
            lazy: page(experiments, 'ExperimentPage'),
            children: [
              { index: true, lazy: page(experiments, 'ResultsTab') },
              { path: 'time', lazy: page(experiments, 'TimeTab') },
              { path: 'explores', lazy: page(experiments, 'ExploresTab') },
              { path: 'explores/new', lazy: page(experiments, 'NewExploreTab') },
              { path: 'explores/:exploreId', lazy: page(experiments, 'ExploreTab') },
              { path: 'set-up', lazy: page(experiments, 'SetUpTab') },
              { path: 'runs', lazy: page(experiments, 'RunsTab') },
            ],
          },
          { path: 'sample-size', lazy: page(sampleSize, 'SampleSizePage') },
          { path: 'sample-size/:id', lazy: page(sampleSize, 'BaselinePage') },
          { path: 'flags', lazy: page(flags, 'FlagsPage') },
          { path: 'flags/new', lazy: page(flags, 'NewFlagPage') },
          { path: 'flags/:key', lazy: page(flags, 'FlagPage') },
          { path: 'bandits', lazy: page(bandits, 'BanditsPage') },
          { path: 'bandits/new', lazy: page(bandits, 'NewBanditPage') },
          { path: 'bandits/:key', lazy: page(bandits, 'BanditPage') },
          { path: 'bandits/:key/edit', lazy: page(bandits, 'EditBanditPage') },
          { path: 'audiences', lazy: page(flags, 'AudiencesPage') },
          { path: 'stale-flags', lazy: page(flags, 'StaleFlagsPage') },
          { path: 'layers', lazy: page(flags, 'LayersPage') },
          { path: 'holdouts', lazy: page(flags, 'HoldoutsPage') },
          { path: 'change-requests', lazy: page(flags, 'ChangeRequestsPage') },
          { path: 'metrics', lazy: page(metrics, 'MetricsPage') },
          { path: 'metrics/syncs', lazy: page(metrics, 'MetricSyncsPage') },
          { path: 'metrics/collections', lazy: page(metrics, 'CollectionsPage') },
          { path: 'metrics/collections/new', lazy: page(metrics, 'NewCollectionPage') },
          { path: 'metrics/collections/:id', lazy: page(metrics, 'CollectionPage') },
          { path: 'metrics/new', lazy: page(metrics, 'NewMetricPage') },
          { path: 'metrics/:id', lazy: page(metrics, 'MetricPage') },
          { path: 'metrics/:id/edit', lazy: page(metrics, 'EditMetricPage') },
          { path: 'sources', lazy: page(sources, 'SourcesPage') },
          { path: 'sources/facts/new', lazy: page(sources, 'NewFactSourcePage') },
          { path: 'sources/facts/:id', lazy: page(sources, 'FactSourcePage') },
          { path: 'sources/assignments/new', lazy: page(sources, 'NewAssignmentSourcePage') },
          { path: 'sources/assignments/:id', lazy: page(sources, 'AssignmentSourcePage') },
          { path: 'sources/entries/new', lazy: page(sources, 'NewEntryPointPage') },
          { path: 'sources/entries/:id', lazy: page(sources, 'EntryPointPage') },
          { path: 'sources/properties/new', lazy: page(sources, 'NewPropertySourcePage') },
          { path: 'sources/properties/:id', lazy: page(sources, 'PropertySourcePage') },
          { path: 'sources/segments/new', lazy: page(sources, 'NewSegmentPage') },
          { path: 'sources/segments/:id', lazy: page(sources, 'SegmentPage') },
          { path: 'help/statistics', lazy: page(help, 'StatisticsHelpPage') },
          { path: 'help/bandits', lazy: page(help, 'BanditsHelpPage') },
          { path: 'help/delivery', lazy: page(help, 'DeliveryHelpPage') },
          { path: 'help/edge', lazy: page(help, 'EdgeHelpPage') },
          { path: 'help/keys', lazy: page(help, 'KeysHelpPage') },
          { path: 'help/metrics-as-code', lazy: page(help, 'MetricsAsCodeHelpPage') },
          { path: 'help/words', lazy: page(help, 'VocabularyHelpPage') },
          { path: 'entities', lazy: page(() => import('../pages/EntitiesPage.js'), 'EntitiesPage') },
          { path: 'warehouse', lazy: page(warehouse, 'WarehousePage') },
          { path: 'warehouse/new', lazy: page(warehouse, 'NewConnectionPage') },
          { path: 'warehouse/:id', lazy: page(warehouse, 'ConnectionPage') },
          { path: 'runs', lazy: page(() => import('../pages/RunsPage.js'), 'RunsPage') },
          { path: 'runs/:id', lazy: page(() => import('../pages/RunPage.js'), 'RunPage') },
          { path: 'publications', lazy: page(publications, 'PublicationsPage') },
          { path: 'audit', lazy: page(() => import('../pages/AuditPage.js'), 'AuditPage') },
          { path: 'settings', lazy: page(settings, 'EnvironmentsPage') },
          { path: 'settings/sdk-keys', lazy: page(settings, 'SdkKeysPage') },
          { path: 'settings/signing-keys', lazy: page(settings, 'SigningKeysPage') },
          { path: 'settings/limits', lazy: page(settings, 'LimitsPage') },
          { path: 'settings/api-keys', lazy: page(settings, 'ApiKeysPage') },
          { path: 'settings/people', lazy: page(settings, 'PeoplePage') },
          { path: 'settings/teams', lazy: page(settings, 'TeamsPage') },
          { path: 'settings/custody', lazy: page(settings, 'CustodyPage') },
          { path: 'settings/schedule', lazy: page(settings, 'SchedulePage') },
          { path: 'settings/metadata', lazy: page(settings, 'MetadataPage') },
          { path: 'settings/notifications', lazy: page(settings, 'NotificationsPage') },
          { path: 'settings/notifications/:id', lazy: page(settings, 'ChannelPage') },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
];

export const makeRouter = () => createBrowserRouter(routeTable);
