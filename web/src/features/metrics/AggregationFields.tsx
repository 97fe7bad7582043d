import {
  denominatorOperations,
  operations,
  winsorizableOperations,
  type Aggregation,
  type Operation,
} from '@assay/definitions';
import { Select } from '@mantine/core';
import { FieldRow } from '../../components/index.js';
import type { AggregationProps } from './aggregationProps.js';
import { CapFields } from './CapFields.js';
import { withOperation } from './draft.js';
import { FilterFields } from './FilterFields.js';
import { OwnFields } from './OwnFields.js';
import { groupsOf, type FactChoice } from './useFacts.js';
import { WindowFields } from './WindowFields.js';
import { operationWords } from './words.js';

interface Props extends AggregationProps {
  readonly facts: readonly FactChoice[];
  readonly isDenominator?: boolean;
}

/** How the facts of one subject become one number. */
export function AggregationFields({ value, onChange, errorOf, facts, isDenominator = false }: Props) {
  const offered = Object.keys(operationWords).filter((operation) =>
    (isDenominator ? denominatorOperations : operations).includes(operation as Operation),
  );
  const fact = facts.find((candidate) => candidate.id === value.factId);
  const part = { value, onChange, errorOf };
  const takesWindow = value.operation !== 'conversion' && value.operation !== 'threshold';
  return (
    <>
      <FieldRow>
        <Select
          label="Fact"
          searchable
          required
          data={groupsOf(facts)}
          value={value.factId || null}
          error={errorOf('factId')}
          onChange={(factId) =>
            onChange(
              withFact(
                value,
                facts.find((candidate) => candidate.id === factId),
              ),
            )
          }
        />
        <Select
          label="Becomes"
          data={offered.map((operation) => ({ value: operation, label: operationWords[operation as Operation] }))}
          value={value.operation}
          allowDeselect={false}
          error={errorOf('operation')}
          onChange={(operation) => operation && onChange(withOperation(value, operation as Operation))}
        />
      </FieldRow>
      <OwnFields {...part} />
      <FilterFields {...part} properties={fact?.properties ?? []} />
      {takesWindow && <WindowFields {...part} />}
      {winsorizableOperations.includes(value.operation) && <CapFields {...part} />}
    </>
  );
}

/** Another fact: its filters are its own, and a fact without a value can only be counted. */
function withFact(value: Aggregation, fact: FactChoice | undefined): Aggregation {
  const next = { ...value, factId: fact?.id ?? '', filters: [] };
  const needsValue = ['sum', 'count_distinct', 'first_value', 'last_value'].includes(value.operation);
  return fact && !fact.hasColumn && needsValue ? withOperation(next, 'count') : next;
}
