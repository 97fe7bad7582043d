import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { compile, parseRuleset, precompute } from '@assay/flag-evaluation';
import { aRuleset } from '../testing/ruleset.js';
import { createPrecomputedClient, type PrecomputedClient } from './client.js';

const assignments = JSON.stringify(
  precompute(compile(parseRuleset(aRuleset({ greeting: 'hello' }))), { key: 'ada', attributes: {}, now: 0 }),
);

let server: Server;
/** What is answered next; the last one again and again. */
let answers: { readonly status: number; readonly body: string }[];
let asked: { readonly url: string; readonly body: unknown }[];
let problems: string[];

beforeEach(async () => {
  asked = [];
  problems = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ url: request.url!, body: JSON.parse(body) });
      const { status, body: answer } = answers.length > 1 ? answers.shift()! : answers[0]!;
      response.writeHead(status).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const start = (initialRetries = 0): PrecomputedClient =>
  createPrecomputedClient({
    sdkKey: 'key',
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    subjectKey: 'ada',
    subjectAttributes: { age: 36, country: 'UK' },
    initialRetries,
    onError: (problem) => problems.push(problem.message),
  });

it('asks for one subject, numbers apart from the rest, and once more after a failed start', async () => {
  answers = [
    { status: 503, body: 'later' },
    { status: 200, body: assignments },
  ];

  const client = start(1);

  expect(await client.ready()).toBe(true);
  expect(client.getString('greeting', 'bye')).toBe('hello');
  expect(asked).toHaveLength(2);
  expect(asked[0]!.url).toMatch(/^\/assignments\?apiKey=key&sdkName=assay-js&/);
  expect(asked[0]!.body).toEqual({
    subject_key: 'ada',
    subject_attributes: { numericAttributes: { age: 36 }, categoricalAttributes: { country: 'UK' } },
  });
  expect(problems).toEqual([expect.stringContaining('HTTP 503')]);
});

it.each([
  [{ status: 401, body: '{}' }, /HTTP 401, check baseUrl and sdkKey/],
  [{ status: 200, body: '<html>' }, /not valid JSON/],
  [{ status: 200, body: '{"format":"SERVER","flags":{}}' }, /no precomputed assignments in/],
  [{ status: 200, body: ' '.repeat(10_000_001) }, /more than 10 MB/],
])('keeps the last good assignments and reports once what came instead', async (answer, problem) => {
  answers = [{ status: 200, body: assignments }];
  const client = start();
  await client.ready();
  answers = [answer];

  const refreshed = [await client.refresh(), await client.refresh()];

  expect(refreshed).toEqual([false, false]);
  expect(client.getString('greeting', 'bye')).toBe('hello');
  expect(problems).toEqual([expect.stringMatching(problem)]);
});
