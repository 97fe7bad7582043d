import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Failure } from '../../kernel/index.js';
import type { Actor } from './actor.js';
import type { Permission } from './roles.js';

export const PERMISSION = 'assay:permission';
export const PUBLIC = 'assay:public';

/** What the guard leaves on the request. */
export interface WithActor {
  who?: Actor;
}

/** Opens a route to everyone who holds the permission. A route without this or `@Public()` answers 403 to all. */
export const Can = (permission: Permission): MethodDecorator & ClassDecorator => SetMetadata(PERMISSION, permission);

/** `anyone`: also pages of other sites; `own-page`: a browser may use it from our console only. */
export type PublicTo = 'anyone' | 'own-page';

/** Opens a route to callers who are not signed in. Each one is on the allow-list of the route test, with its reason. */
export const Public = (to: PublicTo = 'anyone'): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, to);

/** Parameter: who is asking. */
export const Who = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { who } = context.switchToHttp().getRequest<WithActor>();
  if (!who) throw new Failure('unauthenticated', 'Sign in, or send an API key as "Authorization: Bearer …".');
  return who;
});
