import type { AllocationInput } from '@assay/api-contract';
import { formatInstant } from '../../../format/index.js';
import { isScheduled, stagesOf, stateAt } from './schedule.js';
import { shareText } from '../waterfall/words.js';

/** What an allocation lets in, and when: past, present and to come. Nothing for one that has no dates. */
export function Timeline({ allocation, now }: { allocation: AllocationInput; now: Date }) {
  if (!isScheduled(allocation)) return null;
  const { endAt } = allocation;
  const isOver = endAt !== null && now.getTime() >= Date.parse(endAt);
  return (
    <ol className="timeline whole" aria-label="Schedule">
      {stagesOf(allocation).map((stage) => {
        const state = stateAt(stage, now);
        return (
          <li key={stage.from ?? ''} className={`is-${state}`} aria-current={state === 'now' ? 'time' : undefined}>
            <span className="timeline-share" style={{ height: `${Math.max(2, stage.trafficExposure * 26)}px` }} />
            <b className="num">{shareText(stage.trafficExposure)}</b>
            <small>
              {stage.from === null ? 'from the start' : formatInstant(stage.from)}
              {state === 'now' && ' · now'}
            </small>
          </li>
        );
      })}
      {endAt !== null && (
        <li className={isOver ? 'is-now' : 'is-future'}>
          <span className="timeline-share" style={{ height: '2px' }} />
          <b>{isOver ? 'ended' : 'ends'}</b>
          <small>{formatInstant(endAt)}</small>
        </li>
      )}
    </ol>
  );
}
