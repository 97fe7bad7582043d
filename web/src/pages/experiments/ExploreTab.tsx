import type { ExploreDetail, ExploreInput } from '@assay/api-contract';
import { Button, Group } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Confirm, CopyButton, Loaded } from '../../components/index.js';
import { ExploreFigure, ExploreForm, newExplore } from '../../features/results/index.js';
import { useExperiment } from './ExperimentPage.js';

/** An explore that is not saved yet, with what it would show. */
export function NewExploreTab() {
  const experiment = useExperiment();
  const client = useQueryClient();
  const navigate = useNavigate();
  const save = async (explore: ExploreInput): Promise<void> => {
    const { id } = await api.experiments.addExplore(experiment.id, explore);
    await client.invalidateQueries({ queryKey: prefixOf(routes.explores(experiment.id)) });
    await navigate(`/experiments/${experiment.id}/explores/${id}`, { replace: true });
  };
  return (
    <>
      <Back experimentId={experiment.id} />
      <ExploreForm experiment={experiment} initial={newExplore(experiment)} action="Save explore" save={save} />
    </>
  );
}

/** One explore: its address is what is shared. */
export function ExploreTab() {
  const { id } = useExperiment();
  const { exploreId = '' } = useParams();
  const query = useQuery({ ...api.experiments.explore(id, exploreId), refetchInterval: 30_000 });
  return (
    <>
      <Back experimentId={id} />
      <Loaded query={query}>{(explore) => <Opened key={explore.id} explore={explore} />}</Loaded>
    </>
  );
}

const Back = ({ experimentId }: { experimentId: string }) => (
  <Link className="page-back" to={`/experiments/${experimentId}/explores`}>
    ← All explores
  </Link>
);

function Opened({ explore }: { explore: ExploreDetail }) {
  const experiment = useExperiment();
  const client = useQueryClient();
  const [isEditing, setEditing] = useState(false);
  const { id, version, name, metricId, visualisation, splitBy, filter, variations } = explore;
  const save = async (input: ExploreInput): Promise<void> => {
    await api.experiments.replaceExplore(experiment.id, id, version, input);
    await client.invalidateQueries({ queryKey: prefixOf(routes.explores(experiment.id)) });
    setEditing(false);
  };
  return (
    <>
      <Group gap="xs" mb="sm" justify="flex-end">
        <CopyButton size="sm" label="Copy link" text={globalThis.location.href} />
        <Button variant="default" aria-expanded={isEditing} onClick={() => setEditing(!isEditing)}>
          {isEditing ? 'Stop editing' : 'Edit'}
        </Button>
        <Remove experimentId={experiment.id} explore={explore} />
      </Group>
      {isEditing ? (
        <ExploreForm
          key={version}
          experiment={experiment}
          initial={{ name, metricId, visualisation, splitBy, filter, variations }}
          action="Save"
          save={save}
        />
      ) : (
        <ExploreFigure chart={explore.chart} explore={explore} />
      )}
    </>
  );
}

function Remove({ experimentId, explore }: { experimentId: string; explore: ExploreDetail }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const remove = useMutation({
    meta: { isShown: true },
    mutationFn: () => api.experiments.removeExplore(experimentId, explore.id, explore.version),
    onSuccess: async () => {
      await navigate(`/experiments/${experimentId}/explores`, { replace: true });
      await client.invalidateQueries({ queryKey: prefixOf(routes.explores(experimentId)) });
    },
  });
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        Delete
      </Button>
      <Confirm
        isOpen={isAsked}
        title={`Delete “${explore.name}”`}
        action="Delete"
        isDangerous
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setAsked(false)}
        onConfirm={() => remove.mutate()}
      >
        Links to it lead nowhere then. The results stay as they are.
      </Confirm>
    </>
  );
}
