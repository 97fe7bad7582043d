import type { Decision, ExperimentView } from '@assay/api-contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';

const meta = { isShown: true };

/** Starts a draft; its first run begins by itself. */
export function useStart(experiment: ExperimentView) {
  const client = useQueryClient();
  return useMutation({
    meta,
    mutationFn: () => api.experiments.start(experiment.id, experiment.version),
    onSuccess: () => client.invalidateQueries({ queryKey: prefixOf(routes.experiments) }),
  });
}

export function useConclude(experiment: ExperimentView) {
  const client = useQueryClient();
  return useMutation({
    meta,
    mutationFn: (decision: Decision) => api.experiments.conclude(experiment.id, experiment.version, decision),
    onSuccess: () => client.invalidateQueries({ queryKey: prefixOf(routes.experiments) }),
  });
}
