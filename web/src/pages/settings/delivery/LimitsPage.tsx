import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../../api/index.js';
import { Card, Code, Loaded, Table } from '../../../components/index.js';
import { formatCount } from '../../../format/index.js';
import { SettingsPage } from '../SettingsPage.js';

/** How large flags may be: what forms and API refuse. */
export function LimitsPage() {
  const query = useQuery(api.publishing.limits());
  return (
    <SettingsPage action={null}>
      <Card
        title="How large flags may be"
        note={
          <>
            What is larger is refused, and the field named. <Link to="/help/delivery">Limits of requests</Link>
          </>
        }
      >
        <Loaded query={query}>
          {({ items }) => (
            <Table
              label="Limits"
              items={items}
              keyOf={({ key }) => key}
              columns={[
                { title: 'Of', isLong: true, cell: ({ about }) => about },
                { title: 'Most', isNumber: true, cell: ({ limit }) => formatCount(limit) },
                { title: 'Unit', cell: ({ unit }) => unit },
                { title: 'In the API', cell: ({ key }) => <Code>{key}</Code> },
              ]}
            />
          )}
        </Loaded>
      </Card>
    </SettingsPage>
  );
}
