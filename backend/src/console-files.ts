import { fastifyStatic } from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const besideUs = fileURLToPath(new URL('../../web/dist/', import.meta.url));
/** Addresses of programs: a wrong one is answered as such, not with the console. */
const notPages = /^\/(?:api|assets|health|assignments|ofrep|stream|sign-in\/link)(?:\/|$)/;

/**
 * Serves the built console: its files, and its one page for every address that a person may open or reload.
 * Without a built console the addresses answer "not found".
 */
export async function serveConsole(app: NestFastifyApplication, folder: string = besideUs): Promise<void> {
  const root = resolve(folder);
  const files = await listFiles(root);
  if (!files.has('index.html')) return;
  await app.register(fastifyStatic, { root, serve: false });
  app
    .getHttpAdapter()
    .getInstance()
    .get('/*', (request, reply) => {
      const path = decodeURI(request.url.split('?', 1)[0] ?? '/').slice(1);
      // Files under assets/ carry a hash of their content in the name: they never change.
      if (files.has(path) && path !== 'index.html') {
        const isForever = path.startsWith('assets/');
        return reply.sendFile(path, isForever ? { maxAge: '365d', immutable: true } : { maxAge: '1h' });
      }
      if (notPages.test(`/${path}`)) return reply.callNotFound();
      return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false });
    });
}

async function listFiles(root: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return new Set(files.map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')));
}
