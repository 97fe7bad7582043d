import type { CarriedForward } from '@assay/api-contract';
import { formatInstant } from '../../format/index.js';
import './LastRunNotice.css';

/** Said of a refresh that looked and published nothing. */
export const CarriedForwardNotice = ({ carriedForward }: { carriedForward: CarriedForward }) => (
  <section className="run-notice" role="status">
    <b>
      The refresh of data until {formatInstant(carriedForward.checkedAsOf)} published nothing: results of data until{' '}
      {formatInstant(carriedForward.standingAsOf)} stand.
    </b>{' '}
    {carriedForward.reason}
  </section>
);
