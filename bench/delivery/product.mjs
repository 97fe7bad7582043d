/** The product as it is built, in a process of its own, with flags that a shop might have. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const allocation = (kind, key, more) => ({ kind, key, name: key, rules: [], trafficExposure: 1, ...more });
const rules = (country) => [
  { conditions: [{ attribute: 'country', operator: 'ONE_OF', value: [country, 'AT', 'CH'] }] },
];
const byDefault = allocation('default', 'default', { splits: [{ variationKey: 'off', weight: 1 }] });
const countries = ['DE', 'FR', 'NL', 'SE', 'PL'];

/** Every second flag is an experiment, one in four a gate for a share of the subjects, one in four plainly on. */
function allocationsOf(i) {
  const country = countries[i % countries.length];
  if (i % 4 === 0) return [allocation('default', 'default', { splits: [{ variationKey: 'on', weight: 1 }] })];
  if (i % 4 === 2) {
    const splits = [{ variationKey: 'on', weight: 1 }];
    return [allocation('gate', 'rollout', { rules: rules(country), trafficExposure: 0.5, splits }), byDefault];
  }
  const splits = ['on', 'off'].map((variationKey) => ({ variationKey, weight: 1 }));
  return [allocation('experiment', 'test', { rules: rules(country), splits }), byDefault];
}

export const flagOf = (i) => ({
  key: `flag-${i}`,
  name: `Flag ${i}`,
  type: 'STRING',
  variations: [
    { key: 'on', name: 'On', value: `value ${i}` },
    { key: 'off', name: 'Off', value: '' },
  ],
});

/** `flags`: how many there are in production, and how many of them in test. */
export async function startProduct({ production, test }) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  const child = fork('backend/dist/main.js', [], {
    execArgv: process.env.PROFILE ? ['--cpu-prof', '--cpu-prof-dir', process.env.PROFILE] : [],
    env: { ...process.env, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const { url, link } = await new Promise((resolve, reject) => {
    child.on('message', (message) => message.kind === 'ready' && resolve(message));
    void ended.then((code) => reject(new Error(`the product ended with ${code}`)));
  });
  const api = await signIn(url, link);
  for (let i = 0; i < production; i++) {
    await api('POST', '/flags', flagOf(i));
    const input = { isEnabled: true, allocations: allocationsOf(i) };
    await api('PUT', `/flags/flag-${i}/environments/production`, input);
    if (i < test) await api('PUT', `/flags/flag-${i}/environments/test`, input);
  }
  const keyOf = async (environment) =>
    (await api('POST', '/sdk-keys', { name: environment, environment, kind: 'server' })).key;
  const keys = { production: await keyOf('production'), test: await keyOf('test') };
  await published(url, keys.production, production);
  await published(url, keys.test, test);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, pid: child.pid, api, keys, stop };
}

async function signIn(url, link) {
  const token = new URL(link).hash.slice(1) || new URL(link).searchParams.get('token');
  const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', origin: url };
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ token: token.replace(/^.*token=/, '') }),
  });
  if (!answer.ok) throw new Error(`signing in answered ${answer.status}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return async (method, path, body) => {
    const reply = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...headers, cookie, ...(method === 'PUT' && { 'if-match': '*' }) },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return reply.status === 204 ? null : reply.json();
  };
}

async function published(url, key, count) {
  for (;;) {
    const reply = await fetch(`${url}/api/flag-config/v1/config?apiKey=${key}`);
    if (reply.ok && Object.keys((await reply.json()).flags).length === count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
