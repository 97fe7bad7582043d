import type { EnvironmentView, FlagView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Chip, Loaded, Page, Tag } from '../../components/index.js';
import {
  DiffLines,
  EnvironmentStrip,
  guardedOf,
  History,
  PendingChange,
  Publish,
  SnippetButton,
  TryIt,
  typeWords,
  useEnvironmentDraft,
  usePropose,
  VariationsCard,
  Waterfall,
  type FlagEnvironment,
} from '../../features/flags/index.js';
import { RemoveButton } from '../RemoveButton.js';

/** One flag in one environment at a time; which one is in the address. */
export function FlagPage() {
  const { key = '' } = useParams();
  const flag = useQuery(api.flags.byKey(key));
  // A publication goes through an outbox: the new ruleset is there a moment later.
  const environments = useQuery({ ...api.flags.environments(), refetchInterval: 5_000 });
  const [search, setSearch] = useSearchParams();
  return (
    <Loaded query={flag} loading={<Page title={key}>{null}</Page>}>
      {(view) => {
        const known = environments.data ?? [];
        const chosen = chosenOf(view, known, search.get('env'));
        if (!chosen) return <Page title={view.key}>This flag is in no environment.</Page>;
        return (
          <Opened
            // Edits belong to what was read: a newer version starts afresh.
            key={`${chosen.environment} ${chosen.version} ${view.variations.map((v) => v.key).join(' ')}`}
            flag={view}
            environment={chosen}
            environments={known}
            onChoose={(env) => setSearch({ env }, { replace: true })}
          />
        );
      }}
    </Loaded>
  );
}

/** The environment of the address, else production, else the first. */
const chosenOf = (
  flag: FlagView,
  known: readonly EnvironmentView[],
  asked: string | null,
): FlagEnvironment | undefined => {
  const production = known.find((environment) => environment.isProduction)?.key;
  const find = (key: string | null | undefined) => flag.environments.find((own) => own.environment === key);
  return find(asked) ?? find(production) ?? flag.environments[0];
};

interface OpenedProps {
  readonly flag: FlagView;
  readonly environment: FlagEnvironment;
  readonly environments: readonly EnvironmentView[];
  readonly onChoose: (environment: string) => void;
}

function Opened({ flag, environment, environments, onChoose }: OpenedProps) {
  const client = useQueryClient();
  const propose = usePropose();
  const guarded = guardedOf(flag, environments);
  const editing = useEnvironmentDraft(flag, environment, guarded.includes(environment.environment));
  const name = environments.find((known) => known.key === environment.environment)?.name ?? environment.environment;
  const isArchived = flag.archivedAt !== null;
  return (
    <Page
      title={flag.key}
      back={{ to: '/flags', label: 'Flags' }}
      meta={
        <>
          {isArchived && <Chip>Archived</Chip>}
          {flag.name !== flag.key && <span>{flag.name}</span>}
          <span>
            {typeWords[flag.type]} · {flag.variations.map((variation) => variation.key).join(', ')}
          </span>
          {flag.description && <span>{flag.description}</span>}
          {flag.owner && <span>owned by {flag.owner}</span>}
          {flag.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </>
      }
      actions={
        <>
          <SnippetButton flag={flag} />
          {!isArchived && (
            <RemoveButton
              name={flag.key}
              label="Archive"
              about={`The flag leaves all environments: the fallback in the code is served from the next poll on. Its key stays taken.${guarded.length > 0 ? ' Somebody else has to approve it first.' : ''}`}
              to="/flags"
              remove={async () => {
                if (guarded.length > 0) return propose({ flag, change: { isArchived: true } });
                await api.flags.archive(flag.key, flag.version);
                await client.invalidateQueries({ queryKey: prefixOf(routes.flags) });
              }}
            />
          )}
          <Publish editing={editing} environmentName={name} />
        </>
      }
    >
      <EnvironmentStrip flag={flag} environments={environments} chosen={environment.environment} onChoose={onChoose} />
      <div className="flag-columns">
        <div>
          <PendingChange flagKey={flag.key} />
          <Waterfall flag={flag} editing={editing} />
          {editing.changes.length > 0 && (
            <Card
              title="Not published yet"
              note={
                <Button size="compact-xs" variant="default" onClick={editing.undo}>
                  Undo all
                </Button>
              }
            >
              <div className="flag-diff">
                <DiffLines lines={editing.changes} />
              </div>
            </Card>
          )}
        </div>
        <div>
          <TryIt flag={flag} environment={environment} />
          <VariationsCard flag={flag} needsApproval={guarded.length > 0} />
          <History
            flag={flag}
            environment={environment.environment}
            environmentName={name}
            environments={environments}
          />
        </div>
      </div>
    </Page>
  );
}
