import type { ExperimentView } from '@assay/api-contract';
import { Card, Facts } from '../../components/index.js';
import { formatInstant } from '../../format/index.js';

/** What was decided, when and why. */
export function Decided({ experiment }: { experiment: ExperimentView }) {
  const { decision, concludedAt, design } = experiment;
  if (!decision) return null;
  const rolledOut = design.variations.find((variation) => variation.key === decision.rolledOut)?.name ?? 'None';
  return (
    <div style={{ marginBottom: 16 }}>
      <Card title="Decision" padded>
        <Facts
          facts={[
            ['Outcome', decision.outcome],
            ['Rolled out', rolledOut],
            ['Concluded', concludedAt ? formatInstant(concludedAt) : '–'],
            ...(decision.notes ? [['Why', decision.notes] as const] : []),
          ]}
        />
      </Card>
    </div>
  );
}
