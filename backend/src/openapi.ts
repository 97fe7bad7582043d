import type {} from '@fastify/cookie';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Config } from './config/index.js';
import { Authenticator, sessionCookieOf } from './identity/index.js';
import { sendProblem } from './kernel/index.js';

/** The description of the API, made from the contract's schemas. Also written to openapi.json for review. */
export function openApiOf(app: NestFastifyApplication): OpenAPIObject {
  const head = new DocumentBuilder()
    .setTitle('Assay')
    .setDescription('Experiments and feature flags on your own warehouse.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key' }, 'apiKey')
    .addSecurityRequirements('apiKey')
    .build();
  return withOptionalDefaults(SwaggerModule.createDocument(app, head));
}

/** Serves the document under /api/v1/openapi.json: to people who are signed in, or to all where the settings say so. */
export function addOpenApi(app: NestFastifyApplication, config: Config): void {
  let document: OpenAPIObject | null = null;
  app
    .getHttpAdapter()
    .getInstance()
    .get('/api/v1/openapi.json', async (request, reply) => {
      try {
        const { authorization } = request.headers;
        const cookie = sessionCookieOf(request, config);
        if (!config.API_DOCS)
          await app.get(Authenticator).authenticate({ authorization, cookie, workspace: undefined });
      } catch (cause) {
        return sendProblem(cause, request, reply);
      }
      document ??= openApiOf(app);
      return reply.send(document);
    });
}

/** A query parameter with a default is optional; the generator marks it required. */
function withOptionalDefaults(document: OpenAPIObject): OpenAPIObject {
  const operations = Object.values(document.paths).flatMap((path) => [
    path.get,
    path.post,
    path.put,
    path.patch,
    path.delete,
  ]);
  for (const parameter of operations.flatMap((operation) => operation?.parameters ?? [])) {
    if (!('in' in parameter) || parameter.in !== 'query') continue;
    const { schema } = parameter;
    if (schema && !('$ref' in schema) && schema.default !== undefined) parameter.required = false;
  }
  return document;
}
