import { Global, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { CONFIG, type Config, keptSecret } from '../config/index.js';
import { AccessGuard } from './access/access.guard.js';
import { Authenticator } from './access/authenticator.service.js';
import { SESSION_KEY } from './access/session-key.js';
import { AuditTrailController } from './audit-trail.controller.js';
import { AuditTrailService } from './audit-trail.service.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { IdempotencyStore } from './idempotency/idempotency.store.js';
import { ApiKeyStore } from './keys/api-key.store.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { ApiKeysService } from './keys/api-keys.service.js';
import { OrganisationStore } from './organisations/organisation.store.js';
import { OrganisationController, WorkspacesController } from './organisations/organisations.controller.js';
import { OrganisationsService } from './organisations/organisations.service.js';
import { MemberStore } from './people/member.store.js';
import { MembersController } from './people/members.controller.js';
import { MembersService } from './people/members.service.js';
import { SessionStore } from './sessions/session.store.js';
import { SessionController, SessionsController, SignInLinkController } from './sessions/sessions.controller.js';
import { SessionsService } from './sessions/sessions.service.js';
import { SignInLinkStore } from './sessions/sign-in-link.store.js';

import { TeamLookup } from './teams/team.lookup.js';
import { TeamStore } from './teams/team.store.js';
import { TeamsController } from './teams/teams.controller.js';
import { TeamsService } from './teams/teams.service.js';

@Global()
@Module({
  controllers: [
    SessionController,
    SessionsController,
    SignInLinkController,
    OrganisationController,
    WorkspacesController,
    MembersController,
    TeamsController,
    ApiKeysController,
    AuditTrailController,
  ],
  providers: [
    {
      provide: SESSION_KEY,
      inject: [CONFIG],
      useFactory: ({ SESSION_KEY: given, DATA_DIR }: Config) => keptSecret(given, DATA_DIR, 'session.key'),
    },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    Authenticator,
    AuditTrailService,
    IdempotencyStore,
    ApiKeyStore,
    ApiKeysService,
    OrganisationStore,
    OrganisationsService,
    MemberStore,
    MembersService,
    SessionStore,
    SessionsService,
    SignInLinkStore,
    TeamLookup,
    TeamStore,
    TeamsService,
  ],
  exports: [OrganisationsService, MembersService, SessionsService, ApiKeysService, Authenticator, TeamLookup],
})
export class IdentityModule {}
