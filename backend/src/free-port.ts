import { createServer } from 'node:net';

/**
 * The wanted port if nobody listens there, else the next free one of the twenty after it.
 * 0 asks for any. Throws if all are taken, naming the setting to change.
 */
export async function choosePort(host: string, wanted: number): Promise<number> {
  for (let port = wanted; port <= wanted + 20 && port <= 65_535; port += 1) {
    const free = await tryPort(host, port);
    if (free !== null) return free;
  }
  throw new Error(`The ports ${wanted} to ${wanted + 20} on ${host} are all taken. Set PORT to a free one.`);
}

function tryPort(host: string, port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause: NodeJS.ErrnoException) =>
      cause.code === 'EADDRINUSE' ? resolve(null) : reject(cause),
    );
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
