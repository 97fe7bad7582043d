import {
  apiKeyCreated,
  apiKeyView,
  auditEventView,
  auditVerification,
  memberView,
  organisationView,
  pageOf,
  sessionView,
  signInLinkView,
  teamView,
  type ApiKeyInput,
  type MemberInput,
  type MemberUpdate,
  type OrganisationUpdate,
  type TeamInput,
} from '@assay/api-contract';
import { send, sendPlain, withParameters, type Parameters } from './client.js';
import { all, one, pages } from './query.js';
import { routes } from './routes.js';

/** Who is signed in, people, keys of programs, and what was done by whom. */
export const identity = {
  session: () => one(sessionView, routes.session),
  signIn: (token: string) => sendPlain('POST', routes.session, { body: { token } }),
  signOut: () => sendPlain('DELETE', routes.session),
  organisation: () => one(organisationView, routes.organisation),
  changeOrganisation: (version: number, body: OrganisationUpdate) =>
    send(organisationView, 'PATCH', routes.organisation, { body, version }),
  members: () => all(pageOf(memberView), routes.members),
  addMember: (body: MemberInput) => send(memberView, 'POST', routes.members, { body }),
  changeMember: (id: string, version: number, body: MemberUpdate) =>
    send(memberView, 'PATCH', routes.member(id), { body, version }),
  signInLink: (id: string) => send(signInLinkView, 'POST', routes.signInLinks(id), { body: {} }),
  teams: () => all(pageOf(teamView), routes.teams),
  createTeam: (body: TeamInput) => send(teamView, 'POST', routes.teams, { body }),
  changeTeam: (id: string, version: number, body: TeamInput) =>
    send(teamView, 'PUT', routes.team(id), { body, version }),
  /** What it owns goes to another team; null = to nobody, which is refused where it owns something. */
  removeTeam: (id: string, version: number, handTo: string | null) =>
    sendPlain('DELETE', withParameters(routes.team(id), { handTo }), { version }),
  apiKeys: () => all(pageOf(apiKeyView), routes.apiKeys),
  createApiKey: (body: ApiKeyInput) => send(apiKeyCreated, 'POST', routes.apiKeys, { body }),
  revokeApiKey: (id: string) => sendPlain('DELETE', routes.apiKey(id)),
  auditEvents: (filter: Parameters) => pages(pageOf(auditEventView), routes.auditEvents, filter),
  verifyAudit: () => one(auditVerification, routes.auditVerification),
};
