import type { Certification } from '@assay/api-contract';
import { Tag } from './Chip.js';

/** Says that a repository manages a definition, and leads to it; nothing for what people manage. */
export function Certified({ by }: { by: Certification }) {
  if (by === null) return null;
  const { syncTag, referenceUrl } = by;
  return (
    <span>
      <Tag>certified</Tag> changes are made in{' '}
      {referenceUrl !== null && /^https?:\/\//.test(referenceUrl) ? (
        <a href={referenceUrl} target="_blank" rel="noreferrer">
          {syncTag}
        </a>
      ) : (
        `the repository that syncs as ${syncTag}`
      )}
    </span>
  );
}
