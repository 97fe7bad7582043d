import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { Loaded } from '../../components/index.js';
import { CustodyForm } from '../../features/settings/index.js';
import { SettingsPage } from './SettingsPage.js';

/** What the organisation lets leave its warehouses. */
export function CustodyPage() {
  const query = useQuery(api.identity.organisation());
  return (
    <SettingsPage action={null}>
      <Loaded query={query}>
        {(organisation) => <CustodyForm key={organisation.version} organisation={organisation} />}
      </Loaded>
    </SettingsPage>
  );
}
