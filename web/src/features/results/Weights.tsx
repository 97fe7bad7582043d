import type { ResultsView } from '@assay/api-contract';
import { formatCount, formatInstant, formatLift, formatShare } from '../../format/index.js';
import './Weights.css';

/** Says that weights changed, by which periods results are stratified, and what a plain comparison would have said. */
export function Weights({ results }: { results: ResultsView }) {
  const { weights, metrics } = results;
  if (weights === null) return null;
  const primary = metrics.find(({ role }) => role === 'primary') ?? metrics[0];
  const plain = weights.plain.filter(({ metricId }) => metricId === primary?.metricId);
  const nameOf = (key: string): string => results.variations.find((one) => one.key === key)?.name ?? key;
  return (
    <section className="weights" aria-label="Changed weights">
      <b>The weights changed: variations are compared as if their subjects had come at the same times.</b>{' '}
      {primary &&
        results.effect === 'relative' &&
        plain.map(({ variation, lift }) => (
          <span key={variation}>
            A plain comparison would say {formatLift(lift)} for {primary.name} of {nameOf(variation)}, which is
            biased.{' '}
          </span>
        ))}
      <details>
        <summary>Periods of constant weights</summary>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">From</th>
              {results.variations.map(({ key, name }) => (
                <th scope="col" key={key}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weights.epochs.map(({ from, variations }) => (
              <tr key={from}>
                <th scope="row">{formatInstant(from)}</th>
                {variations.map(({ variation, expectedShare, subjects }) => (
                  <td key={variation}>
                    {formatShare(expectedShare, 1)}, {subjects === null ? 'not counted alone' : formatCount(subjects)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
