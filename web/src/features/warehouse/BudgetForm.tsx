import { budget as rules, type Budget } from '@assay/api-contract';
import { NumberInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { FieldRow, Form, useDraft } from '../../components/index.js';

const perGigabyte = 1e9;

const scaled = (value: number | string, by: number): number | null => (value === '' ? null : Number(value) * by);

/** How much refreshes may cost per day; nothing = no limit. */
export function BudgetForm({ connectionId, budget }: { connectionId: string; budget: Budget }) {
  const client = useQueryClient();
  const draft = useDraft({
    initial: budget,
    rules,
    save: async (input) => {
      await api.warehouses.setBudget(connectionId, input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.connectionCosts(connectionId)) });
    },
  });
  const { values, patch, errorOf } = draft;
  return (
    <Form
      onSubmit={draft.submit}
      action="Save the budget"
      isSaving={draft.isSaving}
      isDisabled={!draft.isDirty}
      failure={draft.failure}
    >
      <FieldRow>
        <NumberInput
          label="Gigabytes read per day"
          description="Empty: no limit"
          value={values.dailyBytes === null ? '' : values.dailyBytes / perGigabyte}
          error={errorOf('dailyBytes')}
          onChange={(value) => patch({ dailyBytes: scaled(value, perGigabyte) })}
        />
        <NumberInput
          label="Seconds of statements per day"
          description="Empty: no limit"
          value={values.dailySeconds ?? ''}
          error={errorOf('dailySeconds')}
          onChange={(value) => patch({ dailySeconds: scaled(value, 1) })}
        />
      </FieldRow>
    </Form>
  );
}
