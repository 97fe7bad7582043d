import type { AllocationUse } from '@assay/api-contract';
import { Link } from 'react-router';

/** Allocations that refer to a thing, each a way to its flag. */
export const UseList = ({ uses }: { uses: readonly AllocationUse[] }) => (
  <ul className="plain-list" aria-label="Uses">
    {uses.map(({ flag, environment, allocation, isEnabled }) => (
      <li key={`${flag} ${environment} ${allocation}`}>
        <Link to={`/flags/${encodeURIComponent(flag)}?env=${encodeURIComponent(environment)}`}>{flag}</Link>
        <span>
          {allocation} in {environment}
        </span>
        <span className="muted" style={{ marginLeft: 'auto' }}>
          {isEnabled ? 'on' : 'off'}
        </span>
      </li>
    ))}
  </ul>
);
