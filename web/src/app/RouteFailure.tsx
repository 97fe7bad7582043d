import { Button } from '@mantine/core';
import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { Empty, Failure, Page } from '../components/index.js';

/** A page that broke while it was drawn: the rest of the console still works. */
export function RouteFailure() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  return (
    <Page title="This page broke">
      <Failure error={error} retry={() => window.location.reload()} />
    </Page>
  );
}

export function NotFound() {
  return (
    <Page title="Nothing here">
      <Empty
        title="There is no page at this address"
        action={
          <Button component={Link} to="/">
            Go home
          </Button>
        }
      >
        It may have been moved or deleted. The command palette (⌘K) finds things by name.
      </Empty>
    </Page>
  );
}
