import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { api, ApiProblem, asProblem } from '../api/index.js';

const retries = (failures: number, error: unknown): boolean =>
  failures < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status === 503);

/** The cache of server state. A session that ended anywhere sends the reader to sign in. */
export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: { queries: { staleTime: 5_000, retry: retries, refetchOnWindowFocus: true } },
    queryCache: new QueryCache({ onError: (error, query) => signedOut(error, query.queryKey) }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        signedOut(error, []);
        // Forms show their own failures; whatever has no place of its own is said here.
        if (mutation.meta?.isShown === true) return;
        const { title, detail } = asProblem(error).problem;
        notifications.show({ color: 'red.9', title, message: detail, withBorder: true });
      },
    }),
  });
  const sessionKey = api.identity.session().queryKey;
  const signedOut = (error: unknown, key: readonly unknown[]): void => {
    const isSession = JSON.stringify(key) === JSON.stringify(sessionKey);
    if (error instanceof ApiProblem && error.status === 401 && !isSession) {
      void client.invalidateQueries({ queryKey: sessionKey });
    }
  };
  return client;
}
