import type { ConnectionTest } from '@assay/api-contract';
import { formatDuration } from '../../format/index.js';
import './TestSteps.css';

const marks = { passed: '✓', failed: '✕', skipped: '–' } as const;

/** Each step of a connection test: how it went, and what to do where it failed. */
export const TestSteps = ({ test }: { test: ConnectionTest }) => (
  <ol className="test-steps">
    {test.steps.map((step) => (
      <li key={step.name} className={`is-${step.status}`}>
        <span role="img" aria-label={step.status}>
          {marks[step.status]}
        </span>
        <div>
          <b>{step.title}</b>
          {step.detail && <p>{step.detail}</p>}
          {step.remedy && <p className="remedy">{step.remedy}</p>}
        </div>
        <small className="num">{step.status === 'skipped' ? 'skipped' : formatDuration(step.milliseconds)}</small>
      </li>
    ))}
  </ol>
);
