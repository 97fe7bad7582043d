import type { GuardHarm, RolloutGuardView } from '@assay/api-contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { formatEffect, formatInstant, formatLevel } from '../../format/index.js';
import './Guard.css';

const headlines: Readonly<Record<RolloutGuardView['status'], string>> = {
  watching: 'Guarded roll-out:',
  stopped: 'A guardrail was harmed, and the roll-out was stopped.',
  failed: 'A guardrail is harmed, and the roll-out could not be stopped: do it by hand.',
};

/** Which allocation the experiment guards, and what became of it; nothing where it guards none. */
export function GuardNotice({ experimentId }: { experimentId: string }) {
  const { data } = useQuery({ ...api.experiments.guard(experimentId), refetchInterval: 30_000 });
  const guard = data?.guard;
  if (!guard) return null;
  const { status, outcome, allocation, flag, environment } = guard;
  return (
    <section className={`guard-notice guard-${status}`} role="status" aria-label="Guarded roll-out">
      <b>{headlines[status]}</b>{' '}
      {outcome ? `${formatInstant(outcome.at)}. ${outcome.explanation}` : watched[guard.action]} Allocation {allocation}{' '}
      of <Link to={`/flags/${flag}`}>{flag}</Link> in {environment}.
      {outcome && (
        <ul>
          {outcome.harms.map((harm) => (
            <li key={`${harm.metricId} ${harm.variation}`}>
              {harm.metric}, {harm.variation}: {wordsOf(harm)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const watched: Readonly<Record<RolloutGuardView['action'], string>> = {
  pause: 'paused when a guardrail is harmed.',
  roll_back: 'rolled back when a guardrail is harmed.',
};

const plain = { displayStyle: 'decimal', isBinary: false, kind: 'simple' } as const;

const wordsOf = (harm: GuardHarm): string => {
  const { lift, low, high } = formatEffect(harm, { effect: harm.effect, ...plain });
  return `${lift} (${formatLevel(harm.level)} interval ${low} to ${high})`;
};
