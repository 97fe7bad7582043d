import { teamInput, type TeamView } from '@assay/api-contract';
import { Button, Modal, MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Confirm, Empty, Form, Loaded, Table, useDraft } from '../../components/index.js';
import { plural } from '../../format/index.js';
import { SettingsPage } from './SettingsPage.js';

/** Teams: who is in them and what they own. */
export function TeamsPage() {
  const query = useQuery(api.identity.teams());
  const [edited, setEdited] = useState<TeamView | 'new' | null>(null);
  const [removed, setRemoved] = useState<TeamView | null>(null);
  const add = <Button onClick={() => setEdited('new')}>New team</Button>;
  return (
    <SettingsPage action={add}>
      <Card>
        <Loaded query={query}>
          {(teams) =>
            teams.length === 0 ? (
              <Empty title="No team yet" action={add}>
                A team answers for metrics, experiments and flags. Lists are narrowed to what it owns; it shuts nobody
                out.
              </Empty>
            ) : (
              <Table
                label="Teams"
                items={teams}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: 'Team',
                    cell: ({ name, description }) => (
                      <>
                        <b style={{ fontWeight: 600 }}>{name}</b>
                        {description && <small>{description}</small>}
                      </>
                    ),
                  },
                  {
                    title: 'Members',
                    isLong: true,
                    cell: ({ members }) => members.map(({ name }) => name).join(', ') || '–',
                  },
                  { title: 'Owns', cell: (team) => <Owns team={team} /> },
                  {
                    title: 'Change',
                    isNumber: true,
                    cell: (team) => (
                      <>
                        <Button size="compact-sm" variant="default" onClick={() => setEdited(team)}>
                          Edit<span className="visually-hidden"> {team.name}</span>
                        </Button>{' '}
                        <Button size="compact-sm" variant="default" onClick={() => setRemoved(team)}>
                          Delete<span className="visually-hidden"> {team.name}</span>
                        </Button>
                      </>
                    ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
      <Modal
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={edited === 'new' ? 'New team' : 'Edit team'}
        centered
      >
        {edited && <TeamForm team={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />}
      </Modal>
      {removed && <Removal team={removed} others={query.data ?? []} onClose={() => setRemoved(null)} />}
    </SettingsPage>
  );
}

/** What a team owns, each as a link to the list of it. */
function Owns({ team: { id, owns } }: { team: TeamView }) {
  const lists = [
    { to: `/flags?team=${id}`, count: owns.flags, word: 'flag' },
    { to: `/experiments?team=${id}`, count: owns.experiments, word: 'experiment' },
    { to: `/metrics?team=${id}`, count: owns.metrics, word: 'metric' },
  ].filter(({ count }) => count > 0);
  if (lists.length === 0) return <span className="muted">nothing</span>;
  return lists.map(({ to, count, word }) => (
    <small key={to}>
      <Link to={to}>{plural(count, word)}</Link>
    </small>
  ));
}

function TeamForm({ team, onDone }: { team: TeamView | null; onDone: () => void }) {
  const client = useQueryClient();
  const people = useQuery(api.identity.members());
  const draft = useDraft({
    initial: {
      name: team?.name ?? '',
      description: team?.description ?? '',
      memberIds: team?.members.map(({ id }) => id) ?? [],
    },
    rules: teamInput,
    save: async (input) => {
      await (team ? api.identity.changeTeam(team.id, team.version, input) : api.identity.createTeam(input));
      await client.invalidateQueries({ queryKey: prefixOf(routes.teams) });
      onDone();
    },
  });
  const { values, patch, errorOf } = draft;
  // Members stay in the list although the list of people is still on its way, or may not be seen.
  const choices = new Map([...(team?.members ?? []), ...(people.data ?? [])].map(({ id, name }) => [id, name]));
  return (
    <Form onSubmit={draft.submit} action="Save" isSaving={draft.isSaving} failure={draft.failure}>
      <TextInput
        label="Name"
        required
        data-autofocus
        value={values.name}
        error={errorOf('name')}
        onChange={(event) => patch({ name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        value={values.description}
        error={errorOf('description')}
        onChange={(event) => patch({ description: event.currentTarget.value })}
      />
      <MultiSelect
        label="Members"
        searchable
        data={[...choices].map(([value, label]) => ({ value, label }))}
        value={values.memberIds}
        error={errorOf('memberIds')}
        onChange={(memberIds) => patch({ memberIds })}
      />
    </Form>
  );
}

interface RemovalProps {
  readonly team: TeamView;
  readonly others: readonly TeamView[];
  readonly onClose: () => void;
}

function Removal({ team, others, onClose }: RemovalProps) {
  const client = useQueryClient();
  const [heir, setHeir] = useState<string | null>(null);
  const { owns } = team;
  const isOwning = owns.flags + owns.experiments + owns.metrics > 0;
  const removal = useMutation({
    meta: { isShown: true },
    mutationFn: () => api.identity.removeTeam(team.id, team.version, heir),
    onSuccess: async () => {
      onClose();
      const touched = [routes.teams, routes.flags, routes.experiments, routes.metrics];
      await Promise.all(touched.map((path) => client.invalidateQueries({ queryKey: prefixOf(path) })));
    },
  });
  return (
    <Confirm
      isOpen
      title={`Delete team “${team.name}”`}
      action={heir === null ? 'Delete' : 'Hand over and delete'}
      isDangerous
      isBusy={removal.isPending}
      error={removal.error}
      onClose={onClose}
      onConfirm={() => removal.mutate()}
    >
      {isOwning ? (
        <>
          It owns {plural(owns.flags, 'flag')}, {plural(owns.experiments, 'experiment')} and{' '}
          {plural(owns.metrics, 'metric')}. A team that owns something is not deleted unless another takes it over.
          <Select
            mt="sm"
            label="Hand over to"
            placeholder="Choose a team"
            clearable
            data={others.filter(({ id }) => id !== team.id).map(({ id, name }) => ({ value: id, label: name }))}
            value={heir}
            onChange={setHeir}
          />
        </>
      ) : (
        'It owns nothing. Its members stay.'
      )}
    </Confirm>
  );
}
