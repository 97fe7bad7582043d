import type { FlagView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { Card, Empty } from '../../../components/index.js';
import { AllocationCard } from './AllocationCard.js';
import type { EnvironmentDraft } from './useEnvironmentDraft.js';

/** Who gets what: allocations from the top, the first that matches wins. */
export function Waterfall({ flag, editing }: { flag: FlagView; editing: EnvironmentDraft }) {
  const { allocations, edited, setEdited, draft } = editing;
  const saved = flag.environments.find((one) => one.environment === editing.environment)?.allocations ?? [];
  const hasDefault = allocations.some((allocation) => allocation.kind === 'default');
  return (
    <Card title="Who gets what, first match wins" note="move with ↑ ↓, or Alt ↑ ↓">
      {allocations.length === 0 && (
        <Empty title="Nobody gets anything here yet">
          Add a gate for some, an experiment that shares subjects among variations, or a default for everyone. Until
          then the fallback in the code is served.
        </Empty>
      )}
      {allocations.map((allocation, at) => (
        <AllocationCard
          // Position, not key: the key of a new allocation is edited in this very card.
          key={at}
          flag={flag.key}
          allocation={allocation}
          saved={saved.find(({ key }) => key === allocation.key) ?? null}
          environment={editing.environment}
          position={at}
          count={allocations.length}
          variations={flag.variations}
          isEdited={edited === allocation.key || draft.hasErrorIn(`allocations.${at}`)}
          isNew={editing.isNew(allocation.key)}
          onEdit={(isEdited) => setEdited(isEdited ? allocation.key : null)}
          onChange={(next) => editing.replace(at, next)}
          onRemove={() => editing.remove(at)}
          onMove={(by) => editing.move(at, by)}
          errorOf={(field) => draft.errorOf(`allocations.${at}.${field}`)}
        />
      ))}
      <div className="card-body form-foot" style={{ borderTop: '1px solid var(--line)', flexWrap: 'wrap' }}>
        <span className="muted">Add</span>
        <Button size="xs" variant="default" onClick={() => editing.add('gate')}>
          Gate
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={flag.variations.length < 2}
          onClick={() => editing.add('experiment')}
        >
          Experiment
        </Button>
        <Button size="xs" variant="default" disabled={hasDefault} onClick={() => editing.add('default')}>
          Default
        </Button>
      </div>
    </Card>
  );
}
