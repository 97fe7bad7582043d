import type { ResultsView } from '@assay/api-contract';
import type { AnalysisPlan } from '@assay/definitions';
import { Button } from '@mantine/core';
import { Segmented } from '../../components/index.js';
import { formatLevel } from '../../format/index.js';
import { corrections, type View } from './useView.js';

interface ToolbarProps {
  readonly view: View;
  readonly plan: AnalysisPlan;
  readonly results: ResultsView;
  readonly onChange: (change: Partial<View>) => void;
}

const levels = [0.8, 0.9, 0.95, 0.99, 0.999];
const methodNames = { sequential: 'Sequential', fixed: 'Fixed', bayesian: 'Bayesian' } as const;

const correctionNames = {
  none: 'No correction',
  preferential_bonferroni: 'Bonferroni',
  holm: 'Holm',
  benjamini_hochberg: 'Benjamini–Hochberg',
  tiered: 'By role',
} as const;

/** Ways to look at the same summaries: nothing here asks the warehouse. What the plan says is marked. */
export function Toolbar({ view, plan, results, onChange }: ToolbarProps) {
  const methods = (['sequential', 'fixed', 'bayesian'] as const).map((value) => ({
    value,
    label: value === plan.method ? `${methodNames[value]} · planned` : methodNames[value],
  }));
  return (
    <div className="toolbar">
      <Segmented
        label="Effect"
        value={view.effect}
        onChange={(effect) => onChange({ effect })}
        options={[
          { value: 'relative', label: 'Relative' },
          { value: 'absolute', label: 'Absolute' },
        ]}
      />
      <Segmented
        label="Variance reduction"
        value={view.cuped ? 'cuped' : 'raw'}
        onChange={(value) => onChange({ cuped: value === 'cuped' })}
        options={[
          { value: 'cuped', label: 'CUPED', hint: 'Adjusted by what was before exposure' },
          { value: 'raw', label: 'Raw', hint: 'As measured' },
        ]}
      />
      <Segmented label="Method" value={view.method} onChange={(method) => onChange({ method })} options={methods} />
      <label className="pick">
        <span className="visually-hidden">Level</span>
        <select value={view.level} onChange={(event) => onChange({ level: Number(event.currentTarget.value) })}>
          {[...new Set([...levels, plan.level, view.level])]
            .sort((a, b) => a - b)
            .map((level) => (
              <option key={level} value={level}>
                {formatLevel(level)}
                {level === plan.level ? ' · planned' : ''}
              </option>
            ))}
        </select>
      </label>
      {view.method !== 'bayesian' && (
        <label className="pick">
          <span className="visually-hidden">Correction for several metrics</span>
          <select
            value={view.correction}
            onChange={(event) =>
              onChange({ correction: corrections.find((one) => one === event.currentTarget.value) ?? 'none' })
            }
          >
            {corrections.map((one) => (
              <option key={one} value={one}>
                {correctionNames[one]}
                {one === plan.correction ? ' · planned' : ''}
              </option>
            ))}
          </select>
        </label>
      )}
      {!results.isAsPlanned && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() =>
            onChange({ method: plan.method, level: plan.level, cuped: plan.cuped, correction: plan.correction })
          }
        >
          Back to the plan
        </Button>
      )}
      {results.properties.length > 0 && (
        <label className="pick pick-end">
          Split by
          <select
            value={view.splitBy ?? ''}
            onChange={(event) => onChange({ splitBy: event.currentTarget.value || null, proof: null })}
          >
            <option value="">nothing</option>
            {results.properties.map((property) => (
              <option key={property}>{property}</option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
