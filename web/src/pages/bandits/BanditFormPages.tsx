import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Loaded, Page } from '../../components/index.js';
import { inputOf, newBandit } from '../../features/bandits/index.js';
import { BanditForm } from './BanditForm.js';

const addressOf = (key: string): string => `/bandits/${encodeURIComponent(key)}`;

export function NewBanditPage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Page title="New bandit" back={{ to: '/bandits', label: 'Bandits' }}>
      <BanditForm
        initial={newBandit}
        isNew
        save={async (input) => {
          const { key } = await api.bandits.create(input);
          await client.invalidateQueries({ queryKey: prefixOf(routes.bandits) });
          await navigate(addressOf(key));
        }}
      />
    </Page>
  );
}

export function EditBanditPage() {
  const { key = '' } = useParams();
  const query = useQuery(api.bandits.byKey(key));
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Loaded query={query} loading={<Page title="Bandit">{null}</Page>}>
      {(bandit) => (
        <Page title={`Edit ${bandit.name}`} back={{ to: addressOf(key), label: bandit.name }}>
          <BanditForm
            key={bandit.version}
            initial={inputOf(bandit)}
            isNew={false}
            save={async (input) => {
              await api.bandits.replace(key, bandit.version, input);
              await client.invalidateQueries({ queryKey: prefixOf(routes.bandits) });
              await navigate(addressOf(key));
            }}
          />
        </Page>
      )}
    </Loaded>
  );
}
