import type { EnvironmentView, FlagChange, FlagView } from '@assay/api-contract';
import { useQueryClient } from '@tanstack/react-query';
import { api, ApiProblem, prefixOf, routes } from '../../api/index.js';

/** Keys of the environments in which a change of this flag waits for approval: it is on there, and they ask for it. */
export const guardedOf = (flag: FlagView, environments: readonly EnvironmentView[]): readonly string[] =>
  flag.environments
    .filter((own) => own.isEnabled && isGuarded(own.environment, environments))
    .map((own) => own.environment);

export const isGuarded = (key: string, environments: readonly EnvironmentView[]): boolean =>
  environments.some((environment) => environment.key === key && environment.needsApproval);

/** The same refusal with the fields named as the form names them. */
function withoutPrefix(thrown: unknown, prefix: string): unknown {
  if (!(thrown instanceof ApiProblem)) return thrown;
  const errors = thrown.problem.errors.map(({ path, message }) => ({
    message,
    path: path.startsWith(prefix) ? path.slice(prefix.length) : path,
  }));
  return new ApiProblem({ ...thrown.problem, errors });
}

interface Proposal {
  readonly flag: FlagView;
  readonly change: FlagChange;
  readonly note?: string;
  /** Where the form's fields are in the change, such as `change.definition.`. */
  readonly at?: string;
}

/** Proposes a change, so that somebody else can approve it. */
export function usePropose() {
  const client = useQueryClient();
  return async ({ flag, change, note = '', at = '' }: Proposal): Promise<void> => {
    await api.flags.propose({ flag: flag.key, flagVersion: flag.version, change, note }).catch((thrown: unknown) => {
      throw withoutPrefix(thrown, at);
    });
    await client.invalidateQueries({ queryKey: prefixOf(routes.changeRequests) });
  };
}
