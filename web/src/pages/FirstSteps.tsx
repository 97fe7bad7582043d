import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../api/index.js';
import { Card } from '../components/index.js';

interface Step {
  readonly title: string;
  readonly text: string;
  readonly to: string;
  readonly isDone: boolean;
}

/** An empty install: the road to the first result, one step after the other. */
export function FirstSteps() {
  const connections = useQuery(api.warehouses.list());
  const assignments = useQuery(api.assignmentSources.list());
  const facts = useQuery(api.factSources.list());
  const metrics = useQuery(api.metrics.list());
  const has = (query: { data?: readonly unknown[] | undefined }): boolean => (query.data?.length ?? 0) > 0;
  const steps: readonly Step[] = [
    {
      title: 'Connect a warehouse',
      text: 'Assay reads it; no row leaves it.',
      to: '/warehouse/new',
      isDone: has(connections),
    },
    {
      title: 'Say where assignments are',
      text: 'A SELECT that returns who was given which variation, and when.',
      to: '/sources/assignments/new',
      isDone: has(assignments),
    },
    {
      title: 'Say where facts are',
      text: 'A SELECT that returns what subjects did: orders, visits, tickets.',
      to: '/sources/facts/new',
      isDone: has(facts),
    },
    { title: 'Make a metric', text: 'What an experiment is judged by.', to: '/metrics/new', isDone: has(metrics) },
    {
      title: 'Plan an experiment',
      text: 'Variations, metrics and how to decide.',
      to: '/experiments/new',
      isDone: false,
    },
  ];
  const next = steps.findIndex((step) => !step.isDone);
  return (
    <Card title="First steps">
      <ol style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {steps.map((step, at) => (
          <li key={step.title} className="card-body" style={{ display: 'flex', gap: 14, alignItems: 'center' }}>
            <span aria-hidden style={{ width: 18, color: step.isDone ? 'var(--good)' : 'var(--faint)' }}>
              {step.isDone ? '✓' : at + 1}
            </span>
            <span style={{ flex: 1 }}>
              <b style={{ fontWeight: 600 }}>{step.title}</b>
              {step.isDone && <span className="visually-hidden"> (done)</span>}
              <br />
              <span className="muted">{step.text}</span>
            </span>
            {!step.isDone && (
              <Button component={Link} to={step.to} size="xs" variant={at === next ? 'filled' : 'default'}>
                {step.title}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
