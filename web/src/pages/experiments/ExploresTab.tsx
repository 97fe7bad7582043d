import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Empty, Loaded } from '../../components/index.js';
import { ExploresTable, Proposals } from '../../features/results/index.js';
import { useExperiment } from './ExperimentPage.js';

/** Saved charts of the experiment, and what might be worth one. */
export function ExploresTab() {
  const experiment = useExperiment();
  const [isProposing, setProposing] = useState(false);
  const query = useQuery(api.experiments.explores(experiment.id));
  const metrics = useQuery(api.metrics.list());
  const nameOf = (key: string): string => experiment.design.variations.find((one) => one.key === key)?.name ?? key;
  const metricNameOf = (id: string): string => metrics.data?.find((one) => one.id === id)?.metric.name ?? id;
  return (
    <>
      <Group gap="xs" mb="sm" justify="flex-end">
        <Button variant="default" aria-expanded={isProposing} onClick={() => setProposing(!isProposing)}>
          Propose explores
        </Button>
        <Button component={Link} to={`/experiments/${experiment.id}/explores/new`}>
          New explore
        </Button>
      </Group>
      {isProposing && <Proposals experimentId={experiment.id} nameOf={nameOf} />}
      <Card>
        <Loaded query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No explores yet">
                An explore is a saved chart of one metric: by value of a property, by day, or step by step of a funnel.
                It follows each refresh.
              </Empty>
            ) : (
              <ExploresTable experimentId={experiment.id} explores={items} metricNameOf={metricNameOf} />
            )
          }
        </Loaded>
      </Card>
    </>
  );
}
