import 'reflect-metadata';
import { fastifyCompress } from '@fastify/compress';
import { fastifyCookie } from '@fastify/cookie';
import { fastifyHelmet } from '@fastify/helmet';
import { StandardSchemaSerializerInterceptor } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController } from 'fastify';
import { constants } from 'node:zlib';
import { AppModule, type AppOptions } from './app.module.js';
import { serveConsole } from './console-files.js';
import { addHealth } from './health.js';
import { EtagInterceptor, InputPipe, newId, ProblemFilter } from './kernel/index.js';
import { NestLog } from './nest-log.js';
import { addOpenApi } from './openapi.js';
import { recordRoutes } from './routes.js';

const oneMegabyte = 1_048_576;

/** The whole server, ready to listen: Nest on Fastify with the console, the API and everything else on one port. */
export async function createApp(options: AppOptions): Promise<NestFastifyApplication> {
  const { config, log } = options;
  const adapter = new FastifyAdapter({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    trustProxy: config.TRUST_PROXY,
    bodyLimit: oneMegabyte,
    genReqId: () => newId('req'),
    forceCloseConnections: 'idle',
  });
  recordRoutes(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(options), adapter, {
    logger: new NestLog(log),
    abortOnError: false,
  });
  const isHttps = config.PUBLIC_URL?.startsWith('https:') ?? false;
  await app.register(fastifyCookie);
  await app.register(fastifyHelmet, securityHeaders(isHttps));
  await app.register(fastifyCompress, {
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
  app.setGlobalPrefix('api/v1', { exclude: ['sign-in/link'] });
  app.useGlobalPipes(new InputPipe());
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalInterceptors(new StandardSchemaSerializerInterceptor(app.get(Reflector)), new EtagInterceptor());
  logRequests(app);
  addHealth(app);
  addOpenApi(app, config);
  if (config.ASSAY_ROLE !== 'worker') await serveConsole(app, config.WEB_DIST);
  return app;
}

/** The console is one page of our own scripts; Mantine writes style attributes, hence the one inline exception. */
const securityHeaders = (isHttps: boolean): Parameters<typeof fastifyHelmet>[1] => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      workerSrc: ["'self'", 'blob:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      ...(isHttps ? { upgradeInsecureRequests: [] } : {}),
    },
  },
  hsts: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  crossOriginEmbedderPolicy: false,
});

function logRequests(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      const { method } = request;
      const route = request.routeOptions.url ?? 'unknown';
      request.log.info({ method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request');
      done();
    });
}
