import { rolloutGuardInput as rules, type GuardAction, type RolloutGuardView } from '@assay/api-contract';
import { Button, Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, prefixOf, routes } from '../../api/index.js';
import { Confirm, FieldGroup, FieldRow, Form, useDraft } from '../../components/index.js';
import './Guard.css';

const actions: readonly { value: GuardAction; label: string }[] = [
  { value: 'roll_back', label: 'Roll back: let nobody in' },
  { value: 'pause', label: 'Pause: stay at the share reached' },
];

/** Ties an allocation of a flag to the guardrail metrics of an experiment. */
export function GuardForm({ experimentId }: { experimentId: string }) {
  const { data } = useQuery(api.experiments.guard(experimentId));
  if (!data) return null;
  return <Edit key={data.guard?.version ?? 0} experimentId={experimentId} guard={data.guard} />;
}

function Edit({ experimentId, guard }: { experimentId: string; guard: RolloutGuardView | null }) {
  const client = useQueryClient();
  const flags = useQuery(api.flags.list());
  const { flag, environment, allocation, action } = guard ?? {
    flag: '',
    environment: '',
    allocation: '',
    action: 'roll_back' as const,
  };
  const draft = useDraft({
    initial: { flag, environment, allocation, action },
    rules,
    save: async (input) => {
      await api.experiments.setGuard(experimentId, guard?.version ?? 0, input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.experimentGuard(experimentId)) });
    },
  });
  const { values, patch, errorOf } = draft;
  const chosen = flags.data?.find(({ key }) => key === values.flag);
  const place = chosen?.environments.find((one) => one.environment === values.environment);
  const allocations = place?.allocations.filter(({ kind }) => kind !== 'default') ?? [];
  return (
    <div className="guard-form">
      <Form
        onSubmit={draft.submit}
        action={guard?.status === 'watching' ? 'Change the guard' : 'Guard the roll-out'}
        isSaving={draft.isSaving}
        isDisabled={!draft.isDirty && (guard === null || guard.status === 'watching')}
        failure={draft.failure}
        errors={draft.otherErrors(['flag', 'environment', 'allocation', 'action'])}
        aside={guard && <StopGuarding experimentId={experimentId} version={guard.version} />}
      >
        <FieldGroup
          title="Guarded roll-out"
          about="After each refresh, when the sequential interval of a guardrail metric is wholly on the bad side, the allocation is stopped by itself. It holds however often it is looked at."
        >
          <FieldRow>
            <Select
              label="Flag"
              searchable
              data={(flags.data ?? []).map(({ key }) => key)}
              value={values.flag || null}
              error={errorOf('flag')}
              onChange={(next) => patch({ flag: next ?? '', environment: '', allocation: '' })}
            />
            <Select
              label="Environment"
              data={(chosen?.environments ?? []).map((one) => one.environment)}
              value={values.environment || null}
              error={errorOf('environment')}
              onChange={(next) => patch({ environment: next ?? '', allocation: '' })}
            />
          </FieldRow>
          <FieldRow>
            <Select
              label="Allocation"
              data={allocations.map(({ key, name }) => ({ value: key, label: name }))}
              value={values.allocation || null}
              error={errorOf('allocation')}
              onChange={(next) => patch({ allocation: next ?? '' })}
            />
            <Select
              label="When a guardrail is harmed"
              data={actions}
              value={values.action}
              allowDeselect={false}
              error={errorOf('action')}
              onChange={(next) => next && patch({ action: next as GuardAction })}
            />
          </FieldRow>
        </FieldGroup>
      </Form>
    </div>
  );
}

function StopGuarding({ experimentId, version }: { experimentId: string; version: number }) {
  const client = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const remove = useMutation({
    meta: { isShown: true },
    mutationFn: () => api.experiments.removeGuard(experimentId, version),
    onSuccess: () => client.invalidateQueries({ queryKey: prefixOf(routes.experimentGuard(experimentId)) }),
  });
  return (
    <>
      <Button variant="default" onClick={() => setIsAsked(true)}>
        Remove the guard
      </Button>
      <Confirm
        isOpen={isAsked}
        title="Remove the guard"
        action="Remove"
        isDangerous
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setIsAsked(false)}
        onConfirm={() => remove.mutate()}
      >
        The allocation stays as it is, and nothing stops it by itself any more.
      </Confirm>
    </>
  );
}
