import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { Card, Loaded } from '../../components/index.js';
import { formatInstant } from '../../format/index.js';

/** Each saved state of the flag, newest first. */
export function History({ flagKey }: { flagKey: string }) {
  const query = useQuery(api.flags.versions(flagKey));
  return (
    <Card title="History">
      <Loaded query={query}>
        {(versions) => (
          <ul className="trace">
            {versions.map((version) => (
              <li key={version.version}>
                <span className="muted num">{version.version}</span>
                <span>{version.change}</span>
                <span />
                <small>
                  {version.by}, {formatInstant(version.at)}
                </small>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
