import type { EnvironmentView, FlagView } from '@assay/api-contract';
import { Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, prefixOf, routes } from '../../api/index.js';
import { Confirm } from '../../components/index.js';
import { formatAgo } from '../../format/index.js';
import { isGuarded, usePropose } from './approval.js';
import type { FlagEnvironment } from './waterfall/useEnvironmentDraft.js';

interface EnvironmentStripProps {
  readonly flag: FlagView;
  readonly environments: readonly EnvironmentView[];
  readonly chosen: string;
  readonly onChoose: (environment: string) => void;
}

/** Every environment with its switch; switching asks first, for it is live at once. */
export function EnvironmentStrip({ flag, environments, chosen, onChoose }: EnvironmentStripProps) {
  const client = useQueryClient();
  const propose = usePropose();
  /** Turning off never waits for approval. */
  const mustPropose = (key: string, isEnabled: boolean): boolean => !isEnabled && isGuarded(key, environments);
  const [asked, setAsked] = useState<FlagEnvironment | null>(null);
  const isProposed = asked !== null && mustPropose(asked.environment, asked.isEnabled);
  const nameOf = (key: string): string => environments.find((environment) => environment.key === key)?.name ?? key;
  const toggle = useMutation({
    meta: { isShown: true },
    mutationFn: ({ environment, version, isEnabled, allocations }: FlagEnvironment) => {
      const next = { isEnabled: !isEnabled, allocations };
      return mustPropose(environment, isEnabled)
        ? propose({ flag, change: { environments: { [environment]: next } } })
        : api.flags.setEnvironment(flag.key, environment, version, next);
    },
    onSuccess: () => {
      setAsked(null);
      return client.invalidateQueries({ queryKey: prefixOf(routes.flags) });
    },
  });
  return (
    <div className="environments" role="group" aria-label="Environments">
      {flag.environments.map((own) => (
        <div key={own.environment} className={`environment ${own.environment === chosen ? 'is-chosen' : ''}`}>
          <Switch
            size="xs"
            color="teal.9"
            aria-label={`On in ${nameOf(own.environment)}`}
            checked={own.isEnabled}
            disabled={flag.archivedAt !== null}
            onChange={() => setAsked(own)}
          />
          <button type="button" aria-pressed={own.environment === chosen} onClick={() => onChoose(own.environment)}>
            {nameOf(own.environment)}
          </button>
          <small>{noteOf(own, environments)}</small>
        </div>
      ))}
      <Confirm
        isOpen={asked !== null}
        title={asked ? `Switch ${flag.key} ${asked.isEnabled ? 'off' : 'on'} in ${nameOf(asked.environment)}` : ''}
        action={asked?.isEnabled ? 'Switch off' : isProposed ? 'Propose' : 'Switch on'}
        isDangerous={asked?.isEnabled === true}
        isBusy={toggle.isPending}
        error={toggle.error}
        onClose={() => setAsked(null)}
        onConfirm={() => asked && toggle.mutate(asked)}
      >
        {asked?.isEnabled
          ? 'Everybody gets the fallback in the code at the next poll of the SDKs.'
          : `The allocations below decide from the next poll of the SDKs on${isProposed ? ', when somebody else has approved it' : ''}.`}
      </Confirm>
    </div>
  );
}

function noteOf(own: FlagEnvironment, environments: readonly EnvironmentView[]): string {
  const published = environments.find((environment) => environment.key === own.environment)?.published;
  const state = own.isEnabled ? 'on' : 'off';
  return published ? `${state} · ruleset v${published.version}, ${formatAgo(published.at, new Date())}` : state;
}
