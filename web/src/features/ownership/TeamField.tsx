import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';

interface TeamFieldProps {
  readonly teamId: string | null;
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
  readonly onChange: (teamId: string | null) => void;
}

/** The team that owns a thing; nothing while the workspace has no team. */
export function TeamField({ teamId, error, isDisabled = false, onChange }: TeamFieldProps) {
  const { data: teams = [] } = useQuery(api.identity.teams());
  if (teams.length === 0) return null;
  return (
    <Select
      label="Team"
      description="The team that owns it"
      placeholder="None"
      clearable
      searchable
      disabled={isDisabled}
      data={teams.map(({ id, name }) => ({ value: id, label: name }))}
      value={teamId}
      error={error}
      onChange={onChange}
    />
  );
}

/** The name of a team, for a table; a dash where there is none. */
export function TeamName({ teamId }: { teamId: string | null }) {
  const { data: teams = [] } = useQuery(api.identity.teams());
  const team = teams.find(({ id }) => id === teamId);
  return team ? <>{team.name}</> : <span className="muted">–</span>;
}

/** The same on a page's head; nothing where there is none. */
export function TeamLink({ teamId }: { teamId: string | null }) {
  const { data: teams = [] } = useQuery(api.identity.teams());
  const team = teams.find(({ id }) => id === teamId);
  return team ? (
    <span>
      Team <Link to="/settings/teams">{team.name}</Link>
    </span>
  ) : null;
}
