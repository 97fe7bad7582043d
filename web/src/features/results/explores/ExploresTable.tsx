import type { ExploreView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, routes, prefixOf } from '../../../api/index.js';
import { RowLink, Table } from '../../../components/index.js';
import { scopeOf, visualisationNames } from './words.js';
import './Explores.css';

interface ExploresTableProps {
  readonly experimentId: string;
  readonly explores: readonly ExploreView[];
  readonly metricNameOf: (id: string) => string;
}

/** Saved explores in their order, which is changed in place. */
export function ExploresTable({ experimentId, explores, metricNameOf }: ExploresTableProps) {
  const client = useQueryClient();
  const order = useMutation({
    mutationFn: (ids: readonly string[]) => api.experiments.orderExplores(experimentId, ids),
    onSettled: () => client.invalidateQueries({ queryKey: prefixOf(routes.explores(experimentId)) }),
  });
  const ids = explores.map(({ id }) => id);
  const move = (at: number, by: -1 | 1) =>
    order.mutate(ids.map((id, now) => ids[now === at ? at + by : now === at + by ? at : now] ?? id));
  return (
    <Table<ExploreView>
      label="Explores"
      items={explores}
      keyOf={({ id }) => id}
      columns={[
        {
          title: 'Explore',
          cell: ({ id, name }) => <RowLink to={`/experiments/${experimentId}/explores/${id}`}>{name}</RowLink>,
        },
        { title: 'Metric', cell: ({ metricId }) => metricNameOf(metricId) },
        { title: 'Shows', cell: ({ visualisation }) => visualisationNames[visualisation] },
        { title: 'Of', isLong: true, cell: scopeOf },
        {
          title: 'Order',
          isNumber: true,
          cell: ({ id, name }) => {
            const at = ids.indexOf(id);
            return (
              <span className="explore-order">
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={at === 0 || order.isPending}
                  aria-label={`Move ${name} up`}
                  onClick={() => move(at, -1)}
                >
                  Up
                </Button>
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={at === ids.length - 1 || order.isPending}
                  aria-label={`Move ${name} down`}
                  onClick={() => move(at, 1)}
                >
                  Down
                </Button>
              </span>
            );
          },
        },
      ]}
    />
  );
}
