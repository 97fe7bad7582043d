import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database } from './database/index.js';

/** `/health/live`: the process runs. `/health/ready`: it can serve, that is, the database answers. */
export function addHealth(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.get('/health/live', () => ({ status: 'ok' }));
  server.get('/health/ready', async (_, reply) => {
    const isUp = await app.get(Database).isUp();
    return reply.status(isUp ? 200 : 503).send({ status: isUp ? 'ok' : 'unavailable', database: isUp ? 'up' : 'down' });
  });
}
