/**
 * Delivery: what the built product does per second of its processor time, beside a bare node:http server; how long a
 * change takes to connected clients; what an idle stream weighs.
 *   npm run bench:delivery             needs a built product: npm run build
 *   npm run bench:delivery -- PART     idle, rulesets, precomputed, changes or edge
 */
import { execFile, fork } from 'node:child_process';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { load } from './load.mjs';
import { cpuSeconds, memory, quantile } from './process.mjs';
import { flagOf, startProduct } from './product.mjs';

const only = process.argv[2] ?? '';
const rounds = 5;
const median = (values) => quantile(values, 0.5);
const say = (text) => process.stdout.write(`${text}\n`);

/** Requests per second of a process' own processor time. */
async function rate(pid, question, count) {
  const before = cpuSeconds(pid);
  const { statuses } = await load(question, count);
  if (Object.keys(statuses).length !== 1) throw new Error(`answers were ${JSON.stringify(statuses)}`);
  return count / (cpuSeconds(pid) - before);
}

/** Two servers take turns, so that whatever else the machine does weighs on both; the rows are medians. */
async function compare(what, goal, count, [ours, bare]) {
  const rows = [];
  for (const one of [ours, bare]) await load(one.question, Math.ceil(count / 2));
  for (let i = 0; i < rounds; i++)
    rows.push([await rate(ours.pid, ours.question, count), await rate(bare.pid, bare.question, count)]);
  const ratio = median(rows.map(([a, b]) => a / b)).toFixed(2);
  const [a, b] = [0, 1].map((side) => Math.round(median(rows.map((row) => row[side]))));
  say(`| ${what} | ${a} | ${b} | ${ratio} | >= ${goal} |`);
}

const child = (file) => fork(new URL(file, import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
const heard = (from, is) =>
  new Promise((resolve) => {
    const look = (message) => {
      if (!is(message)) return;
      from.off('message', look);
      resolve(message);
    };
    from.on('message', look);
  });

async function rulesets({ url, pid, keys }) {
  const address = `${url}/api/flag-config/v1/config?apiKey=${keys.test}`;
  const reply = await fetch(address, { headers: { 'accept-encoding': 'gzip' } });
  const etag = reply.headers.get('etag');
  const plain = Buffer.from(await reply.arrayBuffer());
  for (const coding of ['identity', 'gzip']) {
    const bytes = coding === 'gzip' ? await raw(address) : plain;
    const bare = child('./bare.mjs');
    bare.send({ bytes: bytes.toString('base64'), etag });
    const { port } = await heard(bare, () => true);
    const [ours, theirs] = [address, `http://127.0.0.1:${port}/`];
    const headers = { 'accept-encoding': coding };
    const both = (some) => [
      { pid, question: { url: ours, headers: some } },
      { pid: bare.pid, question: { url: theirs, headers: some } },
    ];
    await compare(`config, ${coding}, ${bytes.length} bytes`, 0.8, 8_000, both(headers));
    if (coding === 'gzip') await compare('config, 304', 0.5, 16_000, both({ ...headers, 'if-none-match': etag }));
    bare.kill();
  }
}

const raw = async (address) => {
  const { request } = await import('node:http');
  return new Promise((resolve) =>
    request(address, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve(Buffer.concat(chunks)));
      answer.on('error', (cause) => say(String(cause)));
    }).end(),
  );
};

async function precomputed({ url, pid, keys }) {
  const bodies = Array.from({ length: 1_000 }, (_, i) =>
    JSON.stringify({
      subject_key: `subject-${i}`,
      subject_attributes: {
        categoricalAttributes: { country: ['DE', 'FR', 'AT', 'GB'][i % 4] },
        numericAttributes: { age: i % 90 },
      },
    }),
  );
  const question = {
    url: `${url}/assignments?apiKey=${keys.production}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    bodies,
  };
  await load(question, 3_000);
  const rates = [];
  for (let i = 0; i < rounds; i++) rates.push(await rate(pid, question, 6_000));
  say(`| precomputed assignments, 350 flags | ${Math.round(median(rates))} | | | >= 3000 |`);
}

async function changes({ url, api, keys }) {
  const [streams, fetching, count] = [2_000, 100, 20];
  const clients = child('./listeners.mjs');
  clients.send({ open: { url, key: keys.test, streams, fetching } });
  await heard(clients, ({ opened }) => opened === streams);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const [told, valued] = [[], []];
  for (let i = 0; i < count; i++) {
    const value = `changed ${i}`;
    clients.send({ wait: value });
    const { name, variations } = flagOf(0);
    let [has, hears] = [0, 0];
    const begun = Date.now();
    const all = heard(clients, (message) => {
      if (message.heard) hears += told.push(message.heard - begun) > 0 ? 1 : 0;
      if (message.has) has += valued.push(message.has - begun) > 0 ? 1 : 0;
      return has === fetching && hears === streams - fetching;
    });
    const changed = variations.map((one) => (one.key === 'on' ? { ...one, value } : one));
    await api('PUT', '/flags/flag-0', { name, description: '', variations: changed });
    await all;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  clients.kill();
  say(
    `| from saving to having the new value, ${fetching} clients of ${streams} streams | ${quantile(valued, 0.5)} | ${quantile(valued, 0.95)} | ${quantile(valued, 1)} | <= 250 |`,
  );
  say(
    `| from saving to being told, the other streams | ${quantile(told, 0.5)} | ${quantile(told, 0.95)} | ${quantile(told, 1)} | |`,
  );
}

async function idle({ url, pid, keys }) {
  const streams = 5_000;
  const settle = () => new Promise((resolve) => setTimeout(resolve, 3_000));
  await settle();
  const before = memory(pid);
  const clients = child('./listeners.mjs');
  clients.send({ open: { url, key: keys.test, streams, fetching: 0 } });
  await heard(clients, ({ opened }) => opened === streams);
  await settle();
  const each = (memory(pid) - before) / streams / 1_000;
  clients.kill();
  say(`| an idle stream, of ${streams} | ${each.toFixed(1)} kB | <= 15 kB |`);
}

if (only === 'edge') {
  await promisify(execFile)(process.execPath, ['tools/run.js', 'bench/delivery/edge.ts']).then(({ stdout }) =>
    say(stdout),
  );
  process.exit(0);
}
const product = await startProduct({ production: 350, test: 205 });
try {
  const size = gunzipSync(await raw(`${product.url}/api/flag-config/v1/config?apiKey=${product.keys.test}`)).length;
  say(`ruleset of ${size} bytes`);
  if ('rulesets'.includes(only)) await rulesets(product);
  if ('precomputed'.includes(only)) await precomputed(product);
  // Not before: what the start left behind is freed by and by, and would hide what streams weigh.
  if ('idle'.includes(only)) await idle(product);
  if ('changes'.includes(only)) await changes(product);
} finally {
  await product.stop();
}
