import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { plural } from '../../format/index.js';
import { useCancel, useRun } from './useRun.js';
import './Progress.css';

/** A run under way: which step, how many are done, and a way to stop it in the warehouse itself. */
export function Progress({ runId }: { runId: string }) {
  const { data: run } = useRun(runId);
  const cancel = useCancel();
  if (!run) return null;
  const share = run.stepsTotal > 0 ? run.stepsDone / run.stepsTotal : 0;
  return (
    <section className="progress" aria-label="Refresh" aria-live="polite">
      <div
        className="progress-bar"
        role="progressbar"
        aria-label="Steps done"
        aria-valuemin={0}
        aria-valuemax={run.stepsTotal}
        aria-valuenow={run.stepsDone}
      >
        <i style={{ width: `${Math.max(3, share * 100)}%` }} />
      </div>
      <span>
        {run.status === 'queued' ? 'Waiting for the worker' : (run.currentStep ?? 'Starting')}
        {run.stepsTotal > 0 && ` · ${run.stepsDone} of ${plural(run.stepsTotal, 'step')}`}
      </span>
      <Link to={`/runs/${run.id}`}>Statements</Link>
      <Button size="compact-sm" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(run.id)}>
        Cancel
      </Button>
    </section>
  );
}
