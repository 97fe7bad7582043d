/** Opens event streams; on news every client asks for its ruleset again and tells when it has the value it waits for. */
import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';

const agent = new Agent({ keepAlive: true, maxSockets: 32 });
let opened = 0;
let waitingFor = null;

function ask(url, key, etag) {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'gzip', ...(etag && { 'if-none-match': etag }) };
    request(`${url}/api/flag-config/v1/config?apiKey=${key}`, { agent, headers }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ etag: answer.headers.etag, body: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
  });
}

function listen(url, key, mayFetch) {
  let etag = null;
  request(`${url}/stream?apiKey=${key}`, (answer) => {
    opened += 1;
    if (opened % 500 === 0 || opened === total) process.send({ opened });
    answer.setEncoding('utf8');
    answer.on('data', async (text) => {
      if (!text.includes('refetchEvaluation') || waitingFor === null) return;
      if (!mayFetch) return process.send({ heard: Date.now() });
      const found = await ask(url, key, etag);
      etag = found.etag;
      const ruleset = JSON.parse(gunzipSync(found.body).toString());
      if (ruleset.flags['flag-0'].variations.on.value === waitingFor) process.send({ has: Date.now() });
    });
  })
    .on('error', () => {})
    .end();
}

let total = 0;
process.on('message', ({ open, wait }) => {
  if (wait !== undefined) waitingFor = wait;
  if (open === undefined) return;
  const { url, key, streams, fetching } = open;
  total += streams;
  for (let i = 0; i < streams; i++) listen(url, key, i < fetching);
});
