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

/** Every address of the console. */
export const routeTable: RouteObject[] = [
  {
    element: <RequireSession />,
    errorElement: <RouteFailure />,
    HydrateFallback: () => null,
    children: [
      {
        errorElement: <RouteFailure />,
        children: [
          { path: 'experiments', lazy: page(experiments, 'ExperimentsPage') },
          { path: 'experiments/new', lazy: page(experiments, 'NewExperimentPage') },
          {
            path: 'experiments/:id',
            lazy: page(experiments, 'ExperimentPage'),
            children: [
              { index: true, lazy: page(experiments, 'ResultsTab') },
              { path: 'time', lazy: page(experiments, 'TimeTab') },
              { path: 'set-up', lazy: page(experiments, 'SetUpTab') },
              { path: 'runs', lazy: page(experiments, 'RunsTab') },
            ],
          },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
];

export const makeRouter = () => createBrowserRouter(routeTable);
