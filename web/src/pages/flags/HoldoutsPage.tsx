import { holdoutInput, type EnvironmentView, type HoldoutView } from '@assay/api-contract';
import { Button, Modal, MultiSelect, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import {
  Card,
  Chip,
  Code,
  Confirm,
  Empty,
  FieldRow,
  Form,
  Loaded,
  Page,
  Table,
  useDraft,
} from '../../components/index.js';
import { fromField, shareText, toField } from '../../features/flags/index.js';
import { formatInstant, plural } from '../../format/index.js';

/** Holdouts: who is kept out of experiments, to measure what all of them together bring. */
export function HoldoutsPage() {
  const query = useQuery(api.flags.holdouts());
  const environments = useQuery(api.flags.environments());
  const [edited, setEdited] = useState<HoldoutView | 'new' | null>(null);
  const [removed, setRemoved] = useState<HoldoutView | null>(null);
  const add = <Button onClick={() => setEdited('new')}>New holdout</Button>;
  return (
    <Page title="Holdouts" meta={<span>What all experiments together bring</span>} actions={add}>
      <Loaded query={query}>
        {(holdouts) =>
          holdouts.length === 0 ? (
            <Card>
              <Empty title="No holdout yet" action={add}>
                A holdout keeps a small share of subjects out of every new experiment. One half of them keeps the status
                quo, the other gets what you ship: the difference is what your experiments brought.
              </Empty>
            </Card>
          ) : (
            holdouts.map((holdout) => (
              <HoldoutCard
                key={holdout.key}
                holdout={holdout}
                onEdit={() => setEdited(holdout)}
                onRemove={() => setRemoved(holdout)}
              />
            ))
          )
        }
      </Loaded>
      <Modal
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={edited === 'new' ? 'New holdout' : 'Edit holdout'}
        centered
      >
        {edited && (
          <HoldoutForm
            holdout={edited === 'new' ? null : edited}
            environments={environments.data ?? []}
            onDone={() => setEdited(null)}
          />
        )}
      </Modal>
      <Removal holdout={removed} onClose={() => setRemoved(null)} />
    </Page>
  );
}

interface HoldoutCardProps {
  readonly holdout: HoldoutView;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

const stateOf = ({ until, endAt }: HoldoutView, now: string): string => {
  if (endAt !== null && endAt <= now) return 'ended';
  return until !== null && until <= now ? 'closed to new experiments' : 'open to new experiments';
};

const HoldoutCard = ({ holdout, onEdit, onRemove }: HoldoutCardProps) => (
  <Card
    title={holdout.name}
    note={
      <>
        <Button size="compact-xs" variant="default" onClick={onEdit}>
          Edit<span className="visually-hidden"> {holdout.name}</span>
        </Button>{' '}
        <Button size="compact-xs" variant="default" onClick={onRemove}>
          Delete<span className="visually-hidden"> {holdout.name}</span>
        </Button>
      </>
    }
  >
    <div className="card-body">
      <p className="muted">
        <Code>{holdout.key}</Code> · {shareText(holdout.share)} of all subjects in {holdout.environment}, in two halves
        · {holdout.flags === null ? 'every flag' : plural(holdout.flags.length, 'flag')} ·{' '}
        <Chip>{stateOf(holdout, new Date().toISOString())}</Chip>
        {holdout.endAt && <> · ends {formatInstant(holdout.endAt)}</>}
      </p>
      {holdout.description && <p className="muted">{holdout.description}</p>}
      {holdout.uses.length === 0 ? (
        <p className="muted">No experiment has joined yet.</p>
      ) : (
        <Table
          label={`Experiments of ${holdout.name}`}
          items={holdout.uses}
          keyOf={({ flag, allocation }) => `${flag} ${allocation}`}
          columns={[
            {
              title: 'Flag',
              cell: ({ flag, environment }) => (
                <Link to={`/flags/${encodeURIComponent(flag)}?env=${encodeURIComponent(environment)}`}>{flag}</Link>
              ),
            },
            { title: 'Experiment', cell: ({ allocation }) => <Code>{allocation}</Code> },
            { title: 'Status quo', cell: ({ statusQuo }) => <Code>{statusQuo}</Code> },
            { title: 'Shipped', cell: ({ shipped }) => (shipped === null ? 'not yet' : <Code>{shipped}</Code>) },
            { title: 'Flag is', cell: ({ isEnabled }) => (isEnabled ? 'on' : 'off') },
          ]}
        />
      )}
    </div>
  </Card>
);

interface HoldoutFormProps {
  readonly holdout: HoldoutView | null;
  readonly environments: readonly EnvironmentView[];
  readonly onDone: () => void;
}

function HoldoutForm({ holdout, environments, onDone }: HoldoutFormProps) {
  const client = useQueryClient();
  const flags = useQuery(api.flags.list());
  const isNew = holdout === null;
  const draft = useDraft({
    initial: {
      key: holdout?.key ?? '',
      name: holdout?.name ?? '',
      description: holdout?.description ?? '',
      environment: holdout?.environment ?? environments.find((one) => one.isProduction)?.key ?? '',
      share: holdout?.share ?? 0.1,
      flags: holdout?.flags ?? null,
      until: holdout?.until ?? null,
      endAt: holdout?.endAt ?? null,
    },
    rules: holdoutInput,
    save: async (input) => {
      const { name, description, until, endAt } = input;
      await (holdout
        ? api.flags.changeHoldout(holdout.key, holdout.version, { name, description, until, endAt })
        : api.flags.createHoldout(input));
      await client.invalidateQueries({ queryKey: prefixOf(routes.holdouts) });
      onDone();
    },
  });
  const { values, patch, errorOf } = draft;
  return (
    <Form onSubmit={draft.submit} action="Save" isSaving={draft.isSaving} failure={draft.failure}>
      <FieldRow>
        <TextInput
          label="Name"
          required
          data-autofocus
          value={values.name}
          error={errorOf('name')}
          onChange={(event) => patch({ name: event.currentTarget.value })}
        />
        <TextInput
          label="Key"
          required
          disabled={!isNew}
          value={values.key}
          error={errorOf('key')}
          onChange={(event) => patch({ key: event.currentTarget.value })}
        />
      </FieldRow>
      <Textarea
        label="Description"
        autosize
        value={values.description}
        error={errorOf('description')}
        onChange={(event) => patch({ description: event.currentTarget.value })}
      />
      <FieldRow>
        <Select
          label="Environment"
          disabled={!isNew}
          data={environments.map(({ key, name }) => ({ value: key, label: name }))}
          value={values.environment}
          allowDeselect={false}
          error={errorOf('environment')}
          onChange={(environment) => environment && patch({ environment })}
        />
        <NumberInput
          label="Held out"
          description="Of all subjects, both halves together"
          disabled={!isNew}
          suffix="%"
          min={0.2}
          max={50}
          decimalScale={2}
          value={Math.round(values.share * 1e4) / 100}
          error={errorOf('share')}
          onChange={(share) => patch({ share: Math.round(Number(share) * 100) / 1e4 })}
        />
      </FieldRow>
      <MultiSelect
        label="Flags"
        description="Empty: every flag"
        disabled={!isNew}
        searchable
        data={(flags.data ?? []).map(({ key }) => key)}
        value={[...(values.flags ?? [])]}
        error={errorOf('flags')}
        onChange={(chosen) => patch({ flags: chosen.length === 0 ? null : chosen })}
      />
      <FieldRow>
        <TextInput
          type="datetime-local"
          label="New experiments join until (UTC)"
          value={toField(values.until)}
          error={errorOf('until')}
          onChange={(event) => patch({ until: fromField(event.currentTarget.value) })}
        />
        <TextInput
          type="datetime-local"
          label="Ends (UTC)"
          description="Then everybody gets what was shipped"
          value={toField(values.endAt)}
          error={errorOf('endAt')}
          onChange={(event) => patch({ endAt: fromField(event.currentTarget.value) })}
        />
      </FieldRow>
    </Form>
  );
}

function Removal({ holdout, onClose }: { holdout: HoldoutView | null; onClose: () => void }) {
  const client = useQueryClient();
  const removal = useMutation({
    meta: { isShown: true },
    mutationFn: ({ key, version }: HoldoutView) => api.flags.removeHoldout(key, version),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: prefixOf(routes.holdouts) });
    },
  });
  return (
    <Confirm
      isOpen={holdout !== null}
      title={`Delete holdout “${holdout?.name ?? ''}”`}
      action="Delete"
      isDangerous
      isBusy={removal.isPending}
      error={removal.error}
      onClose={onClose}
      onConfirm={() => holdout && removal.mutate(holdout)}
    >
      A holdout that an experiment still names is not deleted; it can be ended.
    </Confirm>
  );
}
