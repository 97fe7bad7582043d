import type { Preview } from '@assay/api-contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../api/index.js';

/** Looks at a query through a connection: its columns and types alone, or with a few rows that are kept nowhere. */
export function usePreview() {
  const connections = useQuery(api.warehouses.list());
  const connectionId = connections.data?.[0]?.id ?? null;
  const look = useMutation({
    meta: { isShown: true },
    mutationFn: ({ sql, typesOnly }: { sql: string; typesOnly: boolean }): Promise<Preview> =>
      api.warehouses.preview(connectionId ?? '', { sql, typesOnly, limit: 20 }),
  });
  return { connections, connectionId, look, preview: look.data ?? null };
}

/** Tables and columns for completion while typing; empty until the warehouse has answered. */
export function useCompletion(connectionId: string | null): Readonly<Record<string, readonly string[]>> {
  const { data } = useQuery({
    ...api.warehouses.schema(connectionId ?? ''),
    enabled: connectionId !== null,
    staleTime: 300_000,
    retry: false,
  });
  return useMemo(
    () =>
      Object.fromEntries(
        (data?.tables ?? []).map((table) => [`${table.schema}.${table.name}`, table.columns.map(({ name }) => name)]),
      ),
    [data],
  );
}
