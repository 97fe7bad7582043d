import { changesOf } from './changes.js';

/** What differs between two JSON values, a line for each leaf that is gone or new. */
export const JsonDiff = ({ before, after }: { before: unknown; after: unknown }) => (
  <div className="diff">
    {changesOf(before, after).map((change) => (
      <div key={change.path}>
        {change.before !== null && (
          <del>
            − {change.path}: {change.before}
          </del>
        )}
        {change.after !== null && (
          <ins>
            + {change.path}: {change.after}
          </ins>
        )}
      </div>
    ))}
  </div>
);
