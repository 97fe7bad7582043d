/** Sends requests as fast as they are answered, over connections that stay open; checks status and length of each. */
import { Agent, request } from 'node:http';

export async function load({ url, method = 'GET', headers = {}, body = null, bodies = null }, count, width = 16) {
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  let sent = 0;
  const statuses = new Map();
  let bytes = 0;
  const one = () =>
    new Promise((resolve, reject) => {
      const text = bodies === null ? body : bodies[sent % bodies.length];
      const sending = request(
        url,
        { method, agent, headers: text === null ? headers : { ...headers, 'content-length': Buffer.byteLength(text) } },
        (answer) => {
          statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
          answer.on('data', (chunk) => (bytes += chunk.length));
          answer.on('end', resolve);
        },
      );
      sending.on('error', reject);
      sending.end(text);
    });
  const worker = async () => {
    while (sent < count) {
      sent += 1;
      await one();
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: width }, worker));
  agent.destroy();
  return { seconds: (performance.now() - begun) / 1000, statuses: Object.fromEntries(statuses), bytes };
}
