import type { ExploreProposals } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../../api/index.js';
import { Card, Empty, Loaded, Table } from '../../../components/index.js';
import { formatLift } from '../../../format/index.js';
import { valueName } from './words.js';

interface ProposalsProps {
  readonly experimentId: string;
  readonly nameOf: (variation: string) => string;
}

type Proposal = ExploreProposals['items'][number];

/** Charts of what stands out in the primary metric. One is saved only when it is chosen. */
export function Proposals({ experimentId, nameOf }: ProposalsProps) {
  const client = useQueryClient();
  const query = useQuery(api.experiments.proposals(experimentId));
  const add = useMutation({
    mutationFn: ({ explore }: Proposal) => api.experiments.addExplore(experimentId, explore),
    onSuccess: () => client.invalidateQueries({ queryKey: prefixOf(routes.explores(experimentId)) }),
  });
  return (
    <Card title="Proposed explores" note="false discovery rate 10%, exploratory">
      <Loaded query={query}>
        {({ because, items }) =>
          because !== null ? (
            <Empty title="Nothing to propose">{because}</Empty>
          ) : (
            <Table<Proposal>
              label="Proposed explores"
              items={items}
              keyOf={({ explore }) => explore.name}
              columns={[
                { title: 'Explore', cell: ({ explore }) => explore.name },
                {
                  title: 'What stands out',
                  isLong: true,
                  cell: ({ findings }) => findings.map((finding) => wordsOf(finding, nameOf)).join(' · '),
                },
                {
                  title: 'Save',
                  isNumber: true,
                  cell: (proposal) => (
                    <Button
                      size="compact-xs"
                      loading={add.isPending && add.variables === proposal}
                      aria-label={`Save ${proposal.explore.name}`}
                      onClick={() => add.mutate(proposal)}
                    >
                      Save
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Card>
  );
}

const wordsOf = (
  { value, variation, lift, restLift }: Proposal['findings'][number],
  nameOf: (variation: string) => string,
): string => `${valueName(value)}, ${nameOf(variation)}: ${formatLift(lift)}, elsewhere ${formatLift(restLift)}`;
