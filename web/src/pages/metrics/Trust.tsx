import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Empty, Facts, Loaded } from '../../components/index.js';
import { CalibrationChip, rateText } from '../../features/sample-size/index.js';
import { formatInstant, formatShare } from '../../format/index.js';

/** What the newest A/A check says of a metric's intervals. */
export function Trust({ metricId }: { metricId: string }) {
  const query = useQuery(api.metrics.calibration(metricId));
  return (
    <Card title="Can its intervals be trusted?">
      <Loaded query={query}>
        {({ latest }) =>
          latest === null ? (
            <Empty title="Not checked yet">
              Read a <Link to="/sample-size">baseline</Link> with “Check the intervals too”: the same subjects are split
              at random 200 times, and what is found there is false.
            </Empty>
          ) : (
            <div className="card-body">
              <p style={{ marginTop: 0 }}>
                <CalibrationChip verdict={latest.calibration.verdict} /> {latest.calibration.explanation}
              </p>
              <Facts
                facts={[
                  [
                    'False positives',
                    `${rateText(latest.calibration.falsePositives)} of ${latest.calibration.judged} splits, at 95%`,
                  ],
                  [
                    'A lift as wanted',
                    latest.calibration.power
                      ? `${formatShare(latest.calibration.plantedLift, 1)} was found in ${formatShare(latest.calibration.power.rate, 0)}`
                      : '–',
                  ],
                  ['Read', <Link to={`/sample-size/${latest.baselineId}`}>{formatInstant(latest.asOf)}</Link>],
                ]}
              />
            </div>
          )
        }
      </Loaded>
    </Card>
  );
}
