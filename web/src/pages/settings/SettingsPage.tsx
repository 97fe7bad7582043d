import type { ReactNode } from 'react';
import { LinkTabs, Page } from '../../components/index.js';

/** The frame of all settings. */
export const SettingsPage = ({ action, children }: { action: ReactNode; children: ReactNode }) => (
  <Page title="Settings" actions={action}>
    <LinkTabs
      label="Settings"
      tabs={[
        { to: '/settings', label: 'Environments' },
        { to: '/settings/sdk-keys', label: 'SDK keys' },
        { to: '/settings/signing-keys', label: 'Signing keys' },
        { to: '/settings/api-keys', label: 'API keys' },
        { to: '/settings/people', label: 'People' },
        { to: '/settings/teams', label: 'Teams' },
        { to: '/settings/custody', label: 'Custody' },
        { to: '/settings/schedule', label: 'Refreshes' },
        { to: '/settings/metadata', label: 'Metadata' },
        { to: '/settings/notifications', label: 'Notifications' },
        { to: '/settings/limits', label: 'Limits' },
      ]}
    />
    {children}
  </Page>
);
