import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, useLocation, useRoutes, type RouteObject } from 'react-router';

/** jsdom loads no fonts; a text area that grows with its text asks when they are there. */
if (!('fonts' in document)) {
  Object.defineProperty(document, 'fonts', { value: new EventTarget() });
}

/** Draws routes at an address, with theme and an empty cache that never retries. `address()` is where one is now. */
export function renderRoutes(routes: RouteObject[], start: string) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false }, mutations: { retry: false } } });
  const place = { now: start };
  const Drawn = () => {
    const { pathname, search } = useLocation();
    place.now = pathname + search;
    return useRoutes(routes);
  };
  const drawn = render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <Notifications />
        <MemoryRouter initialEntries={[start]}>
          <Drawn />
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...drawn, address: (): string => place.now };
}

/** Draws one element, for components that need theme, cache or links. */
export const renderElement = (element: ReactNode, start = '/') =>
  renderRoutes([{ path: '*', element: <>{element}</> }], start);
