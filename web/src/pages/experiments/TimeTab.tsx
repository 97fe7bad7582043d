import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { Card, Empty, Loaded } from '../../components/index.js';
import { Series, useView } from '../../features/results/index.js';
import { useExperiment } from './ExperimentPage.js';

/** How the estimate of one metric settled, day by day. */
export function TimeTab() {
  const experiment = useExperiment();
  const [view, change] = useView(experiment.plan);
  const metrics = useQuery(api.metrics.list());
  const nameOf = (key: string): string => experiment.design.variations.find((v) => v.key === key)?.name ?? key;
  if (!experiment.hasTimes) {
    return (
      <Card>
        <Empty title="This experiment has no trend">
          Its rows carry no real time, so there is nothing to draw day by day. The results show all of it at once.
        </Empty>
      </Card>
    );
  }
  if (experiment.design.metrics.length === 0) {
    return (
      <Card>
        <Empty title="No metric is judged yet">Add one in the set-up; its trend appears after the next refresh.</Empty>
      </Card>
    );
  }
  return (
    <Loaded query={metrics}>
      {(known) => {
        const choices = experiment.design.metrics.map(({ metricId }) => ({
          value: metricId,
          label: known.find((metric) => metric.id === metricId)?.metric.name ?? metricId,
        }));
        const chosen = choices.find((choice) => choice.value === view.metric) ?? choices[0];
        if (!chosen) return null;
        return (
          <Card>
            <div className="card-body" style={{ paddingBottom: 0, maxWidth: 340 }}>
              <Select
                label="Metric"
                data={choices}
                value={chosen.value}
                allowDeselect={false}
                onChange={(metric) => change({ metric })}
              />
            </div>
            <Series
              experimentId={experiment.id}
              metric={{ id: chosen.value, name: chosen.label }}
              view={view}
              nameOf={nameOf}
            />
          </Card>
        );
      }}
    </Loaded>
  );
}
