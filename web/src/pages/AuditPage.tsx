import type { AuditEventView } from '@assay/api-contract';
import { Button, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../api/index.js';
import { Card, Chip, Empty, Failure, Loaded, More, Page } from '../components/index.js';
import { EventList } from '../features/audit/index.js';
import { plural } from '../format/index.js';

const filterNames = ['action', 'actor', 'targetKind', 'from', 'until'] as const;

/** A day of a date field as the instant at which it begins, in UTC. */
const startOf = (day: string | undefined): string | undefined => (day ? `${day}T00:00:00Z` : undefined);

/** Who did what, newest first; filters are in the address. */
export function AuditPage() {
  const [search, setSearch] = useSearchParams();
  const filter = Object.fromEntries(filterNames.map((name) => [name, search.get(name) ?? undefined]));
  const query = useInfiniteQuery(
    api.identity.auditEvents({ ...filter, from: startOf(filter.from), until: startOf(filter.until) }),
  );
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
  return (
    <Page
      title="Audit"
      meta={<span>Every change, by whom and when; each event carries the hash of the one before</span>}
      actions={<Verify />}
    >
      <Card>
        <div className="toolbar">
          <TextInput
            size="xs"
            label="Action"
            placeholder="flag."
            value={filter.action ?? ''}
            onChange={(e) => set('action', e.currentTarget.value)}
          />
          <TextInput
            size="xs"
            label="Kind of target"
            placeholder="metric"
            value={filter.targetKind ?? ''}
            onChange={(e) => set('targetKind', e.currentTarget.value)}
          />
          <TextInput
            size="xs"
            type="date"
            label="From (UTC)"
            value={filter.from ?? ''}
            onChange={(e) => set('from', e.currentTarget.value)}
          />
          <TextInput
            size="xs"
            type="date"
            label="Before (UTC)"
            value={filter.until ?? ''}
            onChange={(e) => set('until', e.currentTarget.value)}
          />
          {filter.actor && (
            <Button size="compact-sm" variant="default" mt={18} onClick={() => set('actor', '')}>
              One person only ✕
            </Button>
          )}
        </div>
        <Loaded query={query}>
          {(data) => <Events events={data.pages.flatMap((page) => page.items)} onActor={(id) => set('actor', id)} />}
        </Loaded>
        <More query={query} />
      </Card>
    </Page>
  );
}

function Events({ events, onActor }: { events: readonly AuditEventView[]; onActor: (id: string) => void }) {
  if (events.length === 0) return <Empty title="No event matches">Take away a filter to see more.</Empty>;
  return <EventList events={events} onActor={onActor} />;
}

/** Recomputes the chain of hashes on the server. */
function Verify() {
  const [isAsked, setIsAsked] = useState(false);
  const query = useQuery({ ...api.identity.verifyAudit(), enabled: isAsked });
  if (query.error) return <Failure error={query.error} />;
  if (query.data) {
    return query.data.isIntact ? (
      <Chip tone="good">✓ {plural(query.data.count, 'event')} verified</Chip>
    ) : (
      <Chip tone="bad">✕ The chain breaks at event {query.data.brokenAt}</Chip>
    );
  }
  return (
    <Button variant="default" loading={query.isFetching} onClick={() => setIsAsked(true)}>
      Verify
    </Button>
  );
}
