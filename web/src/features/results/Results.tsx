import type { ResultsView } from '@assay/api-contract';
import type { AnalysisPlan } from '@assay/definitions';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { Empty } from '../../components/index.js';
import { formatInstant } from '../../format/index.js';
import { Legend } from './table/Legend.js';
import { Proof } from './Proof.js';
import { ResultsTable } from './table/ResultsTable.js';
import { PropertyAnalysis } from './PropertyAnalysis.js';
import { groupsOf } from './table/rows.js';
import { SanityStrip } from './SanityStrip.js';
import { Toolbar } from './Toolbar.js';
import type { View } from './useView.js';
import { Impact } from './Impact.js';
import { Interactions } from './Interactions.js';
import { DoNotRead, Verdict } from './Verdict.js';
import { Weights } from './Weights.js';

interface ResultsProps {
  readonly results: ResultsView;
  readonly plan: AnalysisPlan;
  readonly view: View;
  readonly onChange: (change: Partial<View>) => void;
}

/** Verdict, data sanity, then the numbers; under a failed split check the numbers wait for a decision to look. */
export function Results({ results, plan, view, onChange }: ResultsProps) {
  const reveal = useMutation({ mutationFn: () => api.experiments.reveal(results.experimentId) });
  const isBlocked = results.sanity.split.status === 'failed' && !reveal.isSuccess;
  const nameOf = (key: string): string => results.variations.find((v) => v.key === key)?.name ?? key;
  return (
    <>
      {isBlocked ? (
        <DoNotRead
          explanation={results.sanity.split.explanation}
          isBusy={reveal.isPending}
          failure={reveal.error}
          onReveal={() => reveal.mutate()}
        />
      ) : (
        <Verdict verdict={results.verdict} />
      )}
      <SanityStrip sanity={results.sanity} nameOf={nameOf} counted={results.counted} />
      {!isBlocked && <Weights results={results} />}
      {!isBlocked && <Numbers results={results} plan={plan} view={view} onChange={onChange} />}
      {!isBlocked && <PropertyAnalysis results={results} />}
      {!isBlocked && <Impact results={results} />}
      {!isBlocked && <Interactions results={results} />}
    </>
  );
}

function Numbers({ results, plan, view, onChange }: ResultsProps) {
  const open = groupsOf(results)
    .flatMap((group) => group.rows)
    .find((row) => row.key === view.proof);
  return (
    <>
      <section className="card" aria-label="Metrics">
        <Toolbar view={view} plan={plan} results={results} onChange={onChange} />
        {results.metrics.length === 0 ? (
          <Empty title="No metric is judged yet">
            Add a primary metric in the set-up; the next refresh then computes it.
          </Empty>
        ) : (
          <>
            <ResultsTable
              results={results}
              proof={view.proof}
              onProof={(key) => onChange({ proof: key === view.proof ? null : key })}
            />
            <Legend results={results} />
          </>
        )}
      </section>
      {open?.metric.runId && (
        <Proof
          runId={open.metric.runId}
          metric={open.metric}
          title={`${open.metric.name}${results.asOf ? `, data until ${formatInstant(results.asOf)}` : ''}`}
          onClose={() => onChange({ proof: null })}
        />
      )}
    </>
  );
}
