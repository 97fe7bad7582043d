import type { ResultsView } from '@assay/api-contract';
import { Link } from 'react-router';
import { Table } from '../../components/index.js';
import { formatP } from '../../format/index.js';

type Interaction = ResultsView['interactions'][number];

const words = { passed: 'not disturbed', warning: 'effects differ', failed: 'not independent', unknown: 'not tested' };

/** Whether other experiments on the same subjects disturb this one. */
export function Interactions({ results }: { results: ResultsView }) {
  const { interactions } = results;
  if (interactions.length === 0) return null;
  return (
    <section className="card" aria-label="Other experiments">
      <div className="card-head">
        <h2>Other experiments</h2>
        <span className="muted">Tested at 1%, of subjects in both</span>
      </div>
      <Table<Interaction>
        label="Other experiments"
        items={interactions}
        keyOf={({ experimentId }) => experimentId}
        columns={[
          {
            title: 'Experiment',
            cell: ({ experimentId, name }) => <Link to={`/experiments/${experimentId}`}>{name}</Link>,
          },
          { title: 'Found', cell: ({ status }) => words[status] },
          {
            title: 'Independence',
            isNumber: true,
            cell: ({ dependencePValue }) => (dependencePValue === null ? '–' : formatP(dependencePValue)),
          },
          { title: 'Same effects', isLong: true, cell: ({ metrics }) => metrics.map(wordsOf).join(' · ') },
          { title: 'What it means', isLong: true, cell: ({ explanation }) => explanation },
        ]}
      />
    </section>
  );
}

const wordsOf = ({ name, pValue, because }: Interaction['metrics'][number]): string =>
  `${name}: ${pValue === null ? because : formatP(pValue)}`;
