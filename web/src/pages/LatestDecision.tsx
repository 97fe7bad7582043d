import type { ExperimentView } from '@assay/api-contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { api } from '../api/index.js';
import { Card, Loaded, LoadingRows } from '../components/index.js';
import { ResultsTable, Verdict } from '../features/results/index.js';
import { formatDay } from '../format/index.js';

/** The newest decision with the numbers that led to it, as planned; each number leads to its proof. */
export function LatestDecision({ experiment }: { experiment: ExperimentView }) {
  const { id, name, plan, concludedAt } = experiment;
  const { method, level, cuped } = plan;
  const query = useQuery(api.experiments.results(id, { method, level, cuped, effect: 'relative' }));
  const navigate = useNavigate();
  const to = `/experiments/${id}`;
  return (
    <Card title="Latest decision" note={concludedAt && `concluded ${formatDay(concludedAt)}`}>
      <div className="card-body">
        <h3 style={{ margin: '0 0 12px', fontSize: 15 }}>
          <Link to={to}>{name}</Link>
        </h3>
        <Loaded query={query} loading={<LoadingRows rows={3} />}>
          {(results) => <Verdict verdict={results.verdict} />}
        </Loaded>
      </div>
      {query.data && query.data.metrics.length > 0 && (
        <ResultsTable
          results={query.data}
          proof={null}
          onProof={(key) => void navigate(`${to}?proof=${encodeURIComponent(key)}`)}
        />
      )}
    </Card>
  );
}
