import type { Role } from '@assay/api-contract';

/** Roles in the reader's words. */
export const roleWords: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  admin: 'Administrator',
  data_owner: 'Data owner',
  experiment_editor: 'Experiment editor',
  viewer: 'Viewer',
};
