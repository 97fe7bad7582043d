import type { PublicationChanges as Changes } from '@assay/api-contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { Loaded, LoadingRows } from '../../components/index.js';
import { plural } from '../../format/index.js';

/** More are rarely read, and a workspace may have ten thousand. */
const mostShown = 50;

/** Which flags a publication changed; asked of the server when somebody opens it. */
export function PublicationChanges({ environment, version }: { environment: string; version: number }) {
  const [isOpen, setIsOpen] = useState(false);
  const query = useQuery({ ...api.publishing.changes(environment, version), enabled: isOpen, staleTime: Infinity });
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        What changed<span className="visually-hidden"> in version {version}</span>
      </summary>
      {isOpen && (
        <Loaded query={query} loading={<LoadingRows rows={1} height={28} />}>
          {(changes) => <FlagList environment={environment} changes={changes} />}
        </Loaded>
      )}
    </details>
  );
}

function FlagList({
  environment,
  changes: { since, isSameContent, flags },
}: {
  environment: string;
  changes: Changes;
}) {
  if (flags.length === 0) {
    return (
      <p style={{ margin: '4px 0' }}>
        {isSameContent
          ? `No flag: what v${since ?? 0} served went out under a new version or key.`
          : 'No flag: something else of the ruleset, such as its bandits.'}
      </p>
    );
  }
  const rest = flags.length - mostShown;
  return (
    <ul style={{ margin: '4px 0', paddingLeft: 18 }}>
      {flags.slice(0, mostShown).map(({ key, change }) => (
        <li key={key}>
          {change === 'removed' ? (
            key
          ) : (
            <Link to={`/flags/${encodeURIComponent(key)}?env=${encodeURIComponent(environment)}`}>{key}</Link>
          )}{' '}
          {change}
        </li>
      ))}
      {rest > 0 && <li>and {plural(rest, 'other flag')}</li>}
    </ul>
  );
}
