import type { PowerQuery } from '@assay/api-contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { Card, Loaded } from '../../components/index.js';
import { CalibrationTable } from '../../features/sample-size/index.js';

interface CalibrationProps {
  readonly id: string;
  readonly plan: PowerQuery;
  readonly usesCuped: boolean;
}

/** The A/A check of a baseline, by the method and level of the experiment that is planned. */
export function Calibration({ id, plan: { method, level }, usesCuped }: CalibrationProps) {
  const query = useQuery({
    ...api.baselines.calibration(id, { method, level, cuped: usesCuped ? 'true' : 'false' }),
    placeholderData: keepPreviousData,
  });
  return (
    <Card
      title="Can the intervals be trusted?"
      note="The same subjects, split at random 200 times: nothing differs, so every lift that is found is false."
    >
      <Loaded query={query}>{(calibration) => <CalibrationTable calibration={calibration} />}</Loaded>
    </Card>
  );
}
