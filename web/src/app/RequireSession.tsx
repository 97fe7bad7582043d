import { useQuery } from '@tanstack/react-query';
import { Navigate, useLocation } from 'react-router';
import { api, ApiProblem } from '../api/index.js';
import { Failure } from '../components/index.js';
import { Shell } from './shell/Shell.js';

/** Everything but the sign-in page needs a session. */
export function RequireSession() {
  const session = useQuery(api.identity.session());
  const { pathname, search } = useLocation();
  if (session.error instanceof ApiProblem && session.error.status === 401) {
    const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/sign-in${next}`} replace />;
  }
  if (session.error && !session.data) {
    return (
      <main style={{ maxWidth: 560, margin: '12vh auto', padding: 16 }}>
        <Failure error={session.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  if (!session.data) return null;
  return <Shell />;
}
