import type { RefreshInput } from '@assay/api-contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { isOver } from './RunChip.js';

const pollEvery = 1000;

/** A run, looked at every second until it is over. */
export const useRun = (id: string | null) =>
  useQuery({
    ...api.runs.byId(id ?? ''),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data && isOver(query.state.data.status) ? false : pollEvery),
  });

/** Asks for a refresh; the experiment, its results and its runs are read again when it has begun. */
export function useRefresh(experimentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (options: Partial<RefreshInput> | void) => api.experiments.refresh(experimentId, options ?? {}),
    onSuccess: () => client.invalidateQueries({ queryKey: prefixOf(routes.experiment(experimentId)) }),
  });
}

export function useCancel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.runs.cancel(id),
    onSuccess: () => client.invalidateQueries({ queryKey: prefixOf(routes.runs) }),
  });
}
