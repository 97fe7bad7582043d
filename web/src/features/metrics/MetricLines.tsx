import type { ChosenMetric, MetricRole } from '@assay/definitions';
import { Button, Select } from '@mantine/core';
import type { ReactNode } from 'react';

const roles: readonly { readonly value: MetricRole; readonly label: string }[] = [
  { value: 'primary', label: 'Primary' },
  { value: 'secondary', label: 'Secondary' },
  { value: 'guardrail', label: 'Guardrail' },
  { value: 'monitoring', label: 'Monitoring' },
];

interface MetricLinesProps {
  readonly chosen: readonly ChosenMetric[];
  /** Those that can be added; what is chosen already is left out. */
  readonly usable: readonly { readonly id: string; readonly name: string }[];
  /** What to say where there is nothing to add. */
  readonly none: ReactNode;
  readonly nameOf: (id: string) => string;
  readonly onChange: (next: ChosenMetric[]) => void;
}

/** Metrics in order, each with its role; the first one that is added becomes the primary. */
export function MetricLines({ chosen, usable, none, nameOf, onChange }: MetricLinesProps) {
  const unused = usable.filter(({ id }) => !chosen.some(({ metricId }) => metricId === id));
  const hasPrimary = chosen.some(({ role }) => role === 'primary');
  const swapped = (at: number): ChosenMetric[] =>
    chosen.map((one, now) => chosen[now === at ? at - 1 : now === at - 1 ? at : now] ?? one);
  return (
    <>
      {chosen.map(({ metricId, role }, at) => {
        const name = nameOf(metricId);
        return (
          <div className="field-line is-bare" key={metricId}>
            <span className="grow" style={{ paddingTop: 7, fontWeight: 550 }}>
              {name}
            </span>
            <Select
              aria-label={`Role of ${name}`}
              w={140}
              data={roles}
              allowDeselect={false}
              value={role}
              onChange={(next) =>
                next &&
                onChange(chosen.map((one, other) => (other === at ? { ...one, role: next as MetricRole } : one)))
              }
            />
            <Button
              variant="subtle"
              color="gray"
              disabled={at === 0}
              aria-label={`Move ${name} up`}
              onClick={() => onChange(swapped(at))}
            >
              Up
            </Button>
            <Button
              variant="subtle"
              color="gray"
              aria-label={`Remove ${name}`}
              onClick={() => onChange(chosen.filter((_, other) => other !== at))}
            >
              Remove
            </Button>
          </div>
        );
      })}
      {usable.length === 0 ? (
        none
      ) : (
        <Select
          aria-label="Add a metric"
          placeholder="Add a metric"
          searchable
          value={null}
          data={unused.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(metricId) =>
            metricId && onChange([...chosen, { metricId, role: hasPrimary ? 'secondary' : 'primary' }])
          }
        />
      )}
    </>
  );
}
