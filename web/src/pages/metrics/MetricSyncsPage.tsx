import type { MetricSyncView } from '@assay/api-contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Chip, Code, Empty, Loaded, More, Page, Table, type Tone } from '../../components/index.js';
import { formatInstant, plural } from '../../format/index.js';

const tones: Readonly<Record<MetricSyncView['status'], Tone>> = { pending: 'warn', success: 'good', failed: 'bad' };

const actionWords: Readonly<Record<MetricSyncView['changes'][number]['action'], string>> = {
  create: 'made',
  update: 'changed',
  upgrade: 'certified; people had made it',
  remove: 'removed',
  release: 'left to people, since it is still used',
};

/** What repositories have put into the workspace, newest first. */
export function MetricSyncsPage() {
  const query = useInfiniteQuery(api.metrics.syncs());
  return (
    <Page
      title="Metric syncs"
      back={{ to: '/metrics', label: 'Metrics' }}
      meta={
        <span>
          Fact sources and metrics that come from repositories · <Link to="/help/metrics-as-code">metrics as code</Link>
        </span>
      }
    >
      <Card>
        <Loaded query={query}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items);
            if (items.length === 0) {
              return (
                <Empty title="Nothing synced yet">
                  Keep definitions as YAML in a repository, and let CI send them with <Code>assay metrics sync</Code>.
                </Empty>
              );
            }
            return (
              <Table
                label="Metric syncs"
                items={items}
                keyOf={({ id, requested_at: at }) => id ?? at}
                columns={[
                  { title: 'Asked for', cell: ({ requested_at: at }) => formatInstant(at) },
                  { title: 'Tag', cell: (sync) => <Tag sync={sync} /> },
                  { title: 'By', cell: ({ requested_by: by }) => by },
                  { title: 'Outcome', cell: ({ status }) => <Chip tone={tones[status]}>{status}</Chip> },
                  { title: 'What it did', isLong: true, cell: (sync) => <Outcome sync={sync} /> },
                ]}
              />
            );
          }}
        </Loaded>
        <More query={query} />
      </Card>
    </Page>
  );
}

/** A tag leads to where the definitions come from, if it is an address of the web. */
function Tag({ sync: { sync_tag: tag, reference_url: url } }: { sync: MetricSyncView }) {
  if (url === null || !/^https?:\/\//.test(url)) return <Code>{tag}</Code>;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {tag}
    </a>
  );
}

function Outcome({ sync: { status, changes, errors } }: { sync: MetricSyncView }) {
  if (status === 'pending') return <>The worker has not come to it yet.</>;
  if (errors.length > 0) {
    return (
      <details>
        <summary>Nothing changed: {plural(errors.length, 'error')}</summary>
        <ul style={{ margin: '4px 0', paddingLeft: 18 }}>
          {errors.map((error) => (
            <li key={error}>{error}</li>
          ))}
        </ul>
      </details>
    );
  }
  if (changes.length === 0) return <>Everything was as it is there already.</>;
  return (
    <details>
      <summary>{plural(changes.length, 'change')}</summary>
      <ul style={{ margin: '4px 0', paddingLeft: 18 }}>
        {changes.map(({ kind, name, action, fields }) => (
          <li key={`${kind} ${name} ${action}`}>
            {kind === 'metric' ? 'Metric' : 'Fact source'} <b>{name}</b> {actionWords[action]}
            {fields.length > 0 && `: ${fields.join(', ')}`}
          </li>
        ))}
      </ul>
    </details>
  );
}
