import type { ExploreChart, StepResult } from '@assay/api-contract';
import { Table, type Column } from '../../../components/index.js';
import { formatCount, formatShare } from '../../../format/index.js';
import { valueName } from './words.js';

const shown = (share: number | null): string => (share === null ? 'withheld' : formatShare(share, 1));

/** Bars of the subjects that reach each step, with those lost since the step before, and the same as a table. */
export function FunnelSteps({ chart }: { chart: ExploreChart }) {
  return chart.cells.map(({ value, result }) => (
    <figure className="funnel" key={value ?? ''}>
      <figcaption>
        <b>{value === null ? 'All subjects' : valueName(value)}</b>
        <Key chart={chart} />
      </figcaption>
      <Bars steps={result.steps} />
      <Steps chart={chart} value={value} steps={result.steps} />
    </figure>
  ));
}

const Key = ({ chart }: { chart: ExploreChart }) => (
  <span className="funnel-key">
    {chart.variations.map(({ key, name }, at) => (
      <span key={key}>
        <i className={`funnel-mark arm-${Math.min(at, 3)}`} aria-hidden /> {name}
      </span>
    ))}
  </span>
);

/** The table below says the same in words: the drawing is for the eye alone. */
function Bars({ steps }: { steps: readonly StepResult[] }) {
  return (
    <div className="funnel-bars" aria-hidden>
      {steps.map((step, at) => (
        <div className="funnel-step" key={step.name}>
          <div className="funnel-arms">
            {step.arms.map((arm, i) => {
              const before = at === 0 ? 1 : (steps[at - 1]?.arms[i]?.value ?? 0);
              return (
                <div className={`funnel-bar arm-${Math.min(i, 3)}`} key={arm.variation}>
                  {arm.value !== null && (
                    <>
                      <span className="funnel-lost" style={{ height: `${before * 100}%` }} />
                      <span className="funnel-kept" style={{ height: `${arm.value * 100}%` }} />
                    </>
                  )}
                </div>
              );
            })}
          </div>
          <small>{step.name}</small>
        </div>
      ))}
    </div>
  );
}

type Line = { readonly step: StepResult; readonly at: number };

function Steps({ chart, value, steps }: { chart: ExploreChart; value: string | null; steps: readonly StepResult[] }) {
  const columns: Column<Line>[] = [
    { title: 'Step', cell: ({ step }) => step.name },
    ...chart.variations.map(({ key, name }): Column<Line> => ({
      title: name,
      isNumber: true,
      cell: ({ step, at }) => {
        const arm = step.arms.find(({ variation }) => variation === key);
        return (
          <>
            {shown(arm?.value ?? null)} of {formatCount(arm?.n ?? 0)}
            {at > 0 && <small>{shown(arm?.ofStepBefore ?? null)} of the step before</small>}
          </>
        );
      },
    })),
  ];
  return (
    <Table<Line>
      label={`Steps, ${value === null ? 'all subjects' : valueName(value)}`}
      items={steps.map((step, at) => ({ step, at }))}
      keyOf={({ at }) => String(at)}
      columns={columns}
    />
  );
}
