import { z } from 'zod';
import { pageOf, stored } from './common.js';

/** From most to least: what each may do is the permission matrix, printed in the documentation. */
export const role = z.enum(['owner', 'admin', 'data_owner', 'experiment_editor', 'viewer']);
export type Role = z.infer<typeof role>;

const displayName = z.string().trim().min(1, 'Give a name.').max(200, 'Use at most 200 characters.');
const email = z.email('Give an e-mail address such as ada@example.com.').max(254);

export const signInInput = z
  .object({ token: z.string().min(20, 'Use the link as it was given.').max(200) })
  .meta({ id: 'SignInInput' });
export type SignInInput = z.infer<typeof signInInput>;

const named = z.object({ id: z.string(), name: z.string() });

/** Who is asking, where they are and what they may do. */
export const sessionView = z
  .object({
    kind: z.enum(['person', 'api_key']),
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    role,
    permissions: z.array(z.string()),
    organisation: named,
    workspace: named,
    workspaces: z.array(named),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof sessionView>;

/** One signed-in browser of the caller. */
export const openSessionView = z
  .object({
    id: z.string(),
    isCurrent: z.boolean(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .meta({ id: 'OpenSession' });
export type OpenSessionView = z.infer<typeof openSessionView>;
export const openSessionList = z.object({ items: z.array(openSessionView) }).meta({ id: 'OpenSessionList' });

/** Fewest subjects that may be asked for; below it a number says too much about single people. */
export const leastContributors = 5;

export const organisationView = z
  .object({
    ...stored,
    name: z.string(),
    /** Subjects that must contribute to a number before it leaves a warehouse. */
    minimumContributors: z.number().int(),
    /** Whether a preview may show rows; otherwise it shows names and types of columns. */
    previewRows: z.boolean(),
  })
  .meta({ id: 'Organisation' });
export type OrganisationView = z.infer<typeof organisationView>;
/** What is absent stays as it is. */
export const organisationUpdate = z
  .object({
    name: displayName.optional(),
    minimumContributors: z
      .number('Give a whole number.')
      .int('Give a whole number.')
      .min(leastContributors, `Ask for at least ${leastContributors} subjects: fewer would tell about single people.`)
      .max(1_000, 'Ask for at most 1,000 subjects.')
      .optional(),
    previewRows: z.boolean().optional(),
  })
  .meta({ id: 'OrganisationUpdate' });
export type OrganisationUpdate = z.infer<typeof organisationUpdate>;

export const workspaceInput = z.object({ name: displayName }).meta({ id: 'WorkspaceInput' });
export type WorkspaceInput = z.infer<typeof workspaceInput>;
export const workspaceView = z.object({ ...stored, name: z.string() }).meta({ id: 'Workspace' });
export type WorkspaceView = z.infer<typeof workspaceView>;
export const workspaceList = z.object({ items: z.array(workspaceView) }).meta({ id: 'WorkspaceList' });

export const memberInput = z.object({ email, name: displayName, role }).meta({ id: 'MemberInput' });
export type MemberInput = z.infer<typeof memberInput>;
export const memberUpdate = z
  .object({ role: role.optional(), isActive: z.boolean().optional() })
  .meta({ id: 'MemberUpdate' });
export type MemberUpdate = z.infer<typeof memberUpdate>;
/** A person's place in the organisation; `id` is the person's. */
export const memberView = z
  .object({ ...stored, email: z.string(), name: z.string(), role, isActive: z.boolean() })
  .meta({ id: 'Member' });
export type MemberView = z.infer<typeof memberView>;
export const memberPage = pageOf(memberView).meta({ id: 'MemberPage' });

/** A link that signs its reader in once; shown here and nowhere else. */
export const signInLinkView = z.object({ url: z.string(), expiresAt: z.iso.datetime() }).meta({ id: 'SignInLink' });
export type SignInLinkView = z.infer<typeof signInLinkView>;

export const apiKeyInput = z
  .object({
    name: displayName,
    role: role.exclude(['owner']),
    /** Null = until revoked. */
    expiresAt: z.iso.datetime('Give a date and time in UTC such as 2027-01-31T00:00:00Z.').nullable().default(null),
  })
  .meta({ id: 'ApiKeyInput' });
export type ApiKeyInput = z.infer<typeof apiKeyInput>;
export const apiKeyView = z
  .object({
    id: z.string(),
    name: z.string(),
    /** The first characters of the key, to recognise it by. */
    prefix: z.string(),
    role,
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKeyView = z.infer<typeof apiKeyView>;
export const apiKeyPage = pageOf(apiKeyView).meta({ id: 'ApiKeyPage' });
/** The answer to creating a key: the only time that the key itself is shown. */
export const apiKeyCreated = apiKeyView.extend({ key: z.string() }).meta({ id: 'ApiKeyCreated' });
export type ApiKeyCreated = z.infer<typeof apiKeyCreated>;
