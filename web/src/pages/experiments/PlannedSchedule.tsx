import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { Card } from '../../components/index.js';
import { SwitchbackCard } from '../../features/flags/index.js';
import { formatCount } from '../../format/index.js';

/** The schedule that a flag of ours planned for the experiment, from the flag; nothing where it is of none. */
export function PlannedSchedule({ id }: { id: string }) {
  const { data } = useQuery(api.experiments.switchback(id));
  const planned = data?.planned;
  if (!planned) return null;
  const { flag, environment, allocation, design, slots, switches, variations } = planned;
  return (
    <Card title="Planned schedule" padded>
      <p>
        {formatCount(slots)} slots and {formatCount(switches)} switches, as{' '}
        <Link to={`/flags/${encodeURIComponent(flag)}`}>{flag}</Link> plans them in {environment}. Results are of the
        slots that the warehouse knows and that have ended.
      </p>
      <ul aria-label="Variations of the schedule">
        {variations.map(({ variation, slots: own, units }, at) => (
          <li key={variation}>
            <span className={`shade-${at % 4}`}>{variation}</span>: {formatCount(own)} slots in {formatCount(units)}{' '}
            {units === 1 ? 'unit' : 'units'}
          </li>
        ))}
      </ul>
      <SwitchbackCard
        {...{ flag, environment, allocation, design }}
        variationKeys={variations.map(({ variation }) => variation)}
        isWhole
      />
    </Card>
  );
}
