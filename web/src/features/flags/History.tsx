import type { EnvironmentView, FlagVersion, FlagView } from '@assay/api-contract';
import { flagView } from '@assay/api-contract';
import { Button, Group, Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, asProblem, prefixOf, routes } from '../../api/index.js';
import { Card, Failure, JsonDiff, Loaded } from '../../components/index.js';
import { formatInstant } from '../../format/index.js';
import { isGuarded, usePropose } from './approval.js';

interface HistoryProps {
  readonly flag: FlagView;
  /** Key of the environment that is open. */
  readonly environment: string;
  readonly environmentName: string;
  readonly environments: readonly EnvironmentView[];
}

/** Each saved state of the flag, newest first; any can be compared with what is there now, and brought back. */
export function History(props: HistoryProps) {
  const { flag } = props;
  const query = useQuery(api.flags.versions(flag.key));
  const [opened, setOpened] = useState<FlagVersion | null>(null);
  return (
    <Card title="History">
      <Loaded query={query}>
        {(versions) => (
          <ul className="trace">
            {versions.map((version) => (
              <li key={version.version}>
                <span className="muted num">{version.version}</span>
                <span>{version.change}</span>
                {version.version === flag.version ? (
                  <span />
                ) : (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Compare version ${version.version} with the current one`}
                    onClick={() => setOpened(version)}
                  >
                    Compare
                  </Button>
                )}
                <small>
                  {version.by}, {formatInstant(version.at)}
                </small>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <Modal
        opened={opened !== null}
        onClose={() => setOpened(null)}
        title={opened ? `Version ${opened.version} and the current one` : ''}
        size="xl"
      >
        {opened && <Compared {...props} earlier={opened} onDone={() => setOpened(null)} />}
      </Modal>
    </Card>
  );
}

/** What decides: names, variations, and each environment. Dates and numbers of versions differ anyway. */
const stateOf = ({ name, description, variations, environments }: FlagView) => ({
  name,
  description,
  variations,
  environments: Object.fromEntries(
    environments.map(({ environment, isEnabled, allocations }) => [environment, { isEnabled, allocations }]),
  ),
});

function Compared(props: HistoryProps & { earlier: FlagVersion; onDone: () => void }) {
  const { flag, environment, environmentName, environments, earlier, onDone } = props;
  const client = useQueryClient();
  const propose = usePropose();
  const parsed = flagView.safeParse(earlier.flag);
  const mustPropose = (keys: readonly string[]): boolean => keys.some((key) => isGuarded(key, environments));
  const restoration = useMutation({
    meta: { isShown: true },
    mutationFn: async (only: string | null) => {
      const keys = only === null ? flag.environments.map((own) => own.environment) : [only];
      // Where changes need approval, some are free of it: those that subjects cannot notice.
      const refusal = await api.flags
        .restore(flag.key, earlier.version, flag.version, { environment: only })
        .then(() => null, asProblem);
      if (refusal === null) return;
      if (refusal.problem.facts['needs'] !== 'approval' || !parsed.success) throw refusal;
      const { environments: states, ...definition } = stateOf(parsed.data);
      const wanted = Object.fromEntries(Object.entries(states).filter(([key]) => keys.includes(key)));
      const change = { ...(only === null && { definition }), environments: wanted };
      return propose({ flag, change, note: `Restore version ${earlier.version}` });
    },
    onSuccess: () => {
      onDone();
      return client.invalidateQueries({ queryKey: prefixOf(routes.flags) });
    },
  });
  if (!parsed.success) return <p>This version was written by an older release and cannot be compared.</p>;
  const act = (only: string | null, where: string): string => {
    const keys = only === null ? flag.environments.map((own) => own.environment) : [only];
    return `${mustPropose(keys) ? 'Restore or propose' : 'Restore'} ${where}`;
  };
  return (
    <>
      <p className="muted" style={{ marginTop: 0 }}>
        − as it was in version {earlier.version}, + as it is now
      </p>
      <JsonDiff before={stateOf(parsed.data)} after={stateOf(flag)} />
      {restoration.error && <Failure error={restoration.error} />}
      {flag.archivedAt === null && (
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" loading={restoration.isPending} onClick={() => restoration.mutate(environment)}>
            {act(environment, `in ${environmentName}`)}
          </Button>
          <Button variant="default" loading={restoration.isPending} onClick={() => restoration.mutate(null)}>
            {act(null, 'everything')}
          </Button>
        </Group>
      )}
    </>
  );
}
