import type { Role } from '@assay/api-contract';

const everyone = ['viewer', 'experiment_editor', 'data_owner', 'admin', 'owner'] as const;
const editors = ['experiment_editor', 'data_owner', 'admin', 'owner'] as const;
const dataOwners = ['data_owner', 'admin', 'owner'] as const;
const admins = ['admin', 'owner'] as const;
const owners = ['owner'] as const;

/** The permission matrix: which roles hold each permission. Routes name a permission, never a role. */
export const rolesWith = {
  'session.use': everyone,
  'workspace.view': everyone,
  'insight.view': everyone, // experiments, holdouts, flags, metrics and their results
  'team.join': everyone,
  'experiment.edit': editors,
  'report.edit': editors,
  'flag.edit': editors,
  'holdout.edit': editors,
  'protocol.edit': editors,
  'run.start': editors,
  'holdout.add': dataOwners,
  'metric.edit': dataOwners,
  'metric.certify': dataOwners,
  'definition.view': editors, // an experiment is made of sources, so whoever makes one sees them
  'definition.edit': dataOwners,
  'warehouse.view': dataOwners,
  'warehouse.edit': dataOwners,
  'warehouse.preview': dataOwners,
  'settings.view': dataOwners,
  'settings.edit': dataOwners,
  'usage.view': dataOwners,
  'team.edit': admins,
  'environment.edit': admins,
  'sdk_key.edit': admins,
  'api_key.edit': admins,
  'webhook.edit': admins,
  'member.view': admins,
  'member.edit': admins,
  'approval.give': admins,
  'audit.view': admins,
  'workspace.edit': admins,
  'organisation.edit': owners,
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Permission = keyof typeof rolesWith;

export const permissions = Object.keys(rolesWith) as Permission[];

export const isAllowed = (role: Role, permission: Permission): boolean =>
  (rolesWith[permission] as readonly Role[]).includes(role);

export const permissionsOf = (role: Role): Permission[] =>
  permissions.filter((permission) => isAllowed(role, permission));

/** Nobody gives out, changes or takes away a role above their own. */
export const mayManage = (actor: Role, target: Role): boolean => everyone.indexOf(actor) >= everyone.indexOf(target);
