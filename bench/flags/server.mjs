// Serves the published ruleset to clients that insist on fetching: node server.mjs <folder>
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { document } from './clients/unleash.mjs';

const folder = process.argv[2];
const unleash = document();

createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  response.setHeader('content-type', 'application/json');
  if (pathname.endsWith('/config')) response.end(readFileSync(join(folder, 'ruleset.json')));
  else if (pathname.endsWith('/client/features')) response.end(unleash);
  else response.writeHead(404).end('{}');
}).listen(0, '127.0.0.1', function () {
  process.stdout.write(`${this.address().port}\n`);
});
