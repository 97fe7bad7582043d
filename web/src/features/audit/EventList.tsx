import type { AuditEventView } from '@assay/api-contract';
import { changesOf, Code, JsonDiff } from '../../components/index.js';
import { formatClock, formatDay } from '../../format/index.js';
import './EventList.css';

interface EventListProps {
  readonly events: readonly AuditEventView[];
  readonly onActor: (id: string) => void;
}

/** Events under their day; each opens to what it changed. */
export function EventList({ events, onActor }: EventListProps) {
  const days = [...new Set(events.map((event) => formatDay(event.at)))];
  return (
    <div className="events">
      {days.map((day) => (
        <section key={day} aria-label={day}>
          <h2>{day}</h2>
          <ul>
            {events
              .filter((event) => formatDay(event.at) === day)
              .map((event) => (
                <li key={event.id}>
                  <time className="num" dateTime={event.at}>
                    {formatClock(event.at)}
                  </time>
                  <button type="button" title="Show this actor’s events only" onClick={() => onActor(event.actor.id)}>
                    {event.actor.name}
                  </button>
                  <Code>{event.action}</Code>
                  <span className="event-target">{event.target.name}</span>
                  <Changes event={event} />
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Changes({ event }: { event: AuditEventView }) {
  const changes = changesOf(event.before, event.after);
  if (changes.length === 0) return null;
  return (
    <details>
      <summary>
        {changes.length} {changes.length === 1 ? 'change' : 'changes'}
      </summary>
      <JsonDiff before={event.before} after={event.after} />
    </details>
  );
}
