import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';

/** Tests a connection step by step; its list entry then says when and how it went. */
export function useTest() {
  const client = useQueryClient();
  return useMutation({
    meta: { isShown: true },
    mutationFn: (id: string) => api.warehouses.test(id),
    onSuccess: () => client.invalidateQueries({ queryKey: prefixOf(routes.connections) }),
  });
}
