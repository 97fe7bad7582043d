import { Button } from '@mantine/core';

interface Paged {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** The next page of a list, when there is one. */
export const More = ({ query }: { query: Paged }) =>
  query.hasNextPage ? (
    <div style={{ padding: 12, textAlign: 'center', borderTop: '1px solid var(--hair)' }}>
      <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        Show more
      </Button>
    </div>
  ) : null;
