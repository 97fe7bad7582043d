import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from './config/index.js';
import { OrganisationsService, publicUrl, SessionsService } from './identity/index.js';

/** What an empty install begins with; all of it can be renamed in the console. */
const firstSteps = {
  organisation: 'My organisation',
  workspace: 'Main',
  owner: { email: 'owner@localhost', name: 'Owner' },
};

/** Makes the first organisation on an empty install and returns its id; on any other the id of the first one. */
export async function ensureOrganisation(app: NestFastifyApplication): Promise<string> {
  const organisations = app.get(OrganisationsService);
  return (await organisations.findFirst()) ?? (await organisations.found(firstSteps)).organisationId;
}

/** A fresh link that signs the first organisation's owner in, once, within 15 minutes; null if it has no owner left. */
export async function issueOwnersLink(
  app: NestFastifyApplication,
  config: Config,
  organisationId: string,
): Promise<string | null> {
  const owner = await app.get(OrganisationsService).findOwner(organisationId);
  if (owner === null) return null;
  const { token } = await app.get(SessionsService).issueLink(organisationId, owner);
  return `${publicUrl(config)}/sign-in/link?token=${token}`;
}
