import type { PropertyAnalysisView, ResultsView } from '@assay/api-contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/index.js';
import { Empty, Loaded, Table } from '../../components/index.js';
import { formatLift, formatP, plural } from '../../format/index.js';
import './Weights.css';

type Cell = PropertyAnalysisView['cells'][number];

/** How many of those that do not differ are listed. */
const most = 10;

/** Where the effect is another than elsewhere; asked for when it is opened. */
export function PropertyAnalysis({ results }: { results: ResultsView }) {
  const [isOpen, setOpen] = useState(false);
  if (results.properties.length === 0) return null;
  return (
    <details className="weights" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Where the effect differs, by value of a property</summary>
      {isOpen && <Cells results={results} />}
    </details>
  );
}

function Cells({ results }: { results: ResultsView }) {
  const query = useQuery(api.experiments.propertyAnalysis(results.experimentId));
  const nameOf = (key: string): string => results.variations.find((one) => one.key === key)?.name ?? key;
  return (
    <Loaded query={query}>
      {({ because, cells }) => {
        if (because !== null) return <Empty title="Nothing to compare">{because}</Empty>;
        const notable = cells.filter(({ isNotable }) => isNotable);
        return (
          <>
            <p>
              {notable.length === 0
                ? `Of ${plural(cells.length, 'comparison')}, none differs beyond chance (false discovery rate 10%).`
                : `${notable.length} of ${plural(cells.length, 'comparison')} ${notable.length === 1 ? 'differs' : 'differ'} from the rest (false discovery rate 10%).`}{' '}
              Exploratory: it says where to look, and a new experiment says whether it is so.
            </p>
            <Table<Cell>
              label="Values of properties beside the rest"
              items={cells.slice(0, Math.max(notable.length, most))}
              keyOf={({ property, value, metricId, variation }) =>
                JSON.stringify([property, value, metricId, variation])
              }
              columns={[
                { title: 'Property', cell: ({ property, value }) => `${property}: ${value}` },
                { title: 'Metric', cell: ({ name }) => name },
                { title: 'Variation', cell: ({ variation }) => nameOf(variation) },
                { title: 'Lift there', isNumber: true, cell: ({ lift }) => formatLift(lift) },
                { title: 'In the rest', isNumber: true, cell: ({ restLift }) => formatLift(restLift) },
                { title: 'p', isNumber: true, cell: ({ pValue }) => formatP(pValue) },
                { title: 'Found', cell: ({ isNotable }) => (isNotable ? 'differs' : 'as elsewhere') },
              ]}
            />
          </>
        );
      }}
    </Loaded>
  );
}
