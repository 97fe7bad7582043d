import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Failure } from './Failure.js';
import './Failure.css';

/** Nothing here yet: what would be, and the one thing to do about it. */
export function Empty({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}

/** Grey bars in the shape of a table while it loads. */
export function LoadingRows({ rows = 5, height = 46 }: { rows?: number; height?: number }) {
  return (
    <div role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} style={{ height, padding: '0 16px', display: 'flex', alignItems: 'center', gap: 24 }}>
          <Skeleton height={12} width={`${34 - (row % 3) * 6}%`} />
          <Skeleton height={12} width="12%" />
          <Skeleton height={12} width="18%" ml="auto" />
        </div>
      ))}
    </div>
  );
}

interface Query<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
}

interface LoadedProps<T> {
  readonly query: Query<T>;
  readonly loading?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** The three states of anything that is fetched. Data that is there stays while a newer copy fails to load. */
export function Loaded<T>({ query, loading = <LoadingRows />, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <>{loading}</>;
}
