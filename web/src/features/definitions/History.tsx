import type { DefinitionVersion } from '@assay/api-contract';
import { Button, Modal } from '@mantine/core';
import { useQuery, type QueryKey, type UseQueryOptions } from '@tanstack/react-query';
import { useState } from 'react';
import { Card, changesOf, JsonDiff, Loaded } from '../../components/index.js';
import { formatInstant } from '../../format/index.js';

interface HistoryProps<Key extends QueryKey> {
  readonly query: UseQueryOptions<DefinitionVersion[], Error, DefinitionVersion[], Key>;
}

/** Each saved state, newest first, and what each changed of the one before. */
export function History<Key extends QueryKey>({ query }: HistoryProps<Key>) {
  const [opened, setOpened] = useState<DefinitionVersion | null>(null);
  return (
    <Card title="History">
      <Loaded query={useQuery(query)}>
        {(versions) => (
          <>
            <ul className="plain-list">
              {versions.map((version, at) => (
                <li key={version.version}>
                  <b>v{version.version}</b>
                  <span>{version.by}</span>
                  {versions[at + 1] ? (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`What version ${version.version} changed`}
                      onClick={() => setOpened(version)}
                    >
                      What changed
                    </Button>
                  ) : (
                    <span className="muted">created</span>
                  )}
                  <span className="muted">{formatInstant(version.at)}</span>
                </li>
              ))}
            </ul>
            <Modal
              opened={opened !== null}
              onClose={() => setOpened(null)}
              title={opened ? `What version ${opened.version} changed` : ''}
              size="xl"
            >
              {opened && <Changed versions={versions} opened={opened} />}
            </Modal>
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Changed({ versions, opened }: { versions: readonly DefinitionVersion[]; opened: DefinitionVersion }) {
  const before = versions.find(({ version }) => version < opened.version);
  if (!before || changesOf(before.definition, opened.definition).length === 0) {
    return <p>It was saved without a change.</p>;
  }
  return (
    <>
      <p className="muted" style={{ marginTop: 0 }}>
        − as it was in version {before.version}, + as {opened.by} saved it
      </p>
      <JsonDiff before={before.definition} after={opened.definition} />
    </>
  );
}
