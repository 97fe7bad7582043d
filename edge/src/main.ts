import { vCpuTime } from 'fastly:compute';
import { ConfigStore } from 'fastly:config-store';
import { setReusableSandboxOptions } from 'fastly:experimental';
import { createFanoutHandoff } from 'fastly:fanout';
import { KVStore } from 'fastly:kv-store';
import { SecretStore } from 'fastly:secret-store';
import {
  findGrant,
  findRoute,
  handle,
  newMemory,
  type Platform,
  readGrant,
  readMetadata,
  readSdkKey,
  splitUrl,
  storeKeys,
} from '@assay/edge-handler';
import { bytesOf, findMd5, hexOf, numberOr, toBase64 } from './bytes.js';
import { gripHeaders } from './grip.js';

// A sandbox that serves many requests keeps its parsed ruleset. Nothing of a subject outlives its request.
setReusableSandboxOptions({ maxRequests: 1000, betweenRequestTimeoutMs: 10_000 });

const memory = newMemory();

/** Stores can be opened only while a request is handled. */
function openPlatform(settings: ConfigStore, md5: Platform['md5']): Platform {
  const store = new KVStore('rulesets');
  const sha256 = async (text: string): Promise<string> => hexOf(await crypto.subtle.digest('SHA-256', bytesOf(text)));
  const streams = settings.get('stream_url');
  return {
    config: {
      build: ASSAY_BUILD,
      rulesetTtlMs: numberOr(settings.get('ruleset_ttl_ms'), 5_000),
      keyTtlMs: numberOr(settings.get('key_ttl_ms'), 60_000),
      maxBodyBytes: numberOr(settings.get('max_body_bytes'), 65_536),
      streamUrl: streams === null ? null : () => streams,
    },
    keys: {
      find: async (sdkKey) => {
        const entry = await store.get(storeKeys.grant(await sha256(sdkKey)));
        return entry === null ? null : readGrant(await entry.text());
      },
    },
    kv: {
      get: async (key) => {
        const entry = await store.get(key);
        if (entry === null) return null;
        const metadata = readMetadata(entry.metadataText() ?? '');
        return { body: entry.body, gzip: null, metadata, text: () => entry.text() };
      },
    },
    now: () => Date.now(),
    log: (event) => console.log(JSON.stringify(event)),
    sha256,
    md5,
    encode: toBase64,
    verify: settings.get('check_mac') === 'on' ? (text, { mac }) => isVouchedFor(text, mac) : null,
    compileRegex: null,
    delayOf: null,
    memory,
  };
}

async function isMac(secret: string, text: string, mac: string): Promise<boolean> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytesOf(secret), algorithm, false, ['sign']);
  return hexOf(await crypto.subtle.sign('HMAC', key, bytesOf(text))) === mac;
}

/** The secrets that the publisher may share: while one replaces the other, both are right. */
const macSecrets = ['ruleset_mac', 'ruleset_mac_next'];

/** Whether the publisher made a text. Checking was asked for: without a secret nothing passes. */
async function isVouchedFor(text: string, mac: string | null): Promise<boolean> {
  if (mac === null) return false;
  const store = new SecretStore('secrets');
  for (const name of macSecrets) {
    const secret = (await store.get(name))?.plaintext() ?? '';
    if (secret !== '' && (await isMac(secret, text, mac))) return true;
  }
  return false;
}

/** Streams are held open by Fanout, which asks again, in the client's name, what the client may hear. */
async function stream(request: Request, platform: Platform): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const asked = {
    method: 'GET',
    url: pathname + search,
    origin: '',
    header: (name: string) => request.headers.get(name),
    text: async () => '',
  };
  const sdkKey = readSdkKey(asked, splitUrl(asked.url).query);
  const grant = sdkKey === null ? null : await findGrant(platform, sdkKey);
  if (grant === null) return handle(request, platform);
  if (!request.headers.has('grip-sig')) return createFanoutHandoff(request, 'self');
  return new Response('retry: 2000\n\n', { headers: gripHeaders(grant.environment) });
}

async function answer(request: Request): Promise<Response> {
  const settings = new ConfigStore('config');
  const platform = openPlatform(settings, await findMd5());
  const isStream = request.method === 'GET' && findRoute(new URL(request.url).pathname)?.kind === 'stream';
  if (isStream && settings.get('fanout') === 'on') return stream(request, platform);
  const response = await handle(request, platform);
  // For whoever watches the budget of 50 ms; whole milliseconds are all that the platform tells.
  if (settings.get('timing') === 'on') response.headers.set('server-timing', `cpu;dur=${vCpuTime()}`);
  // The platform compresses on the way out; what is stored stays as it was signed.
  if (response.status === 200) response.headers.set('x-compress-hint', 'on');
  return response;
}

addEventListener('fetch', (event) => event.respondWith(answer(event.request)));
