import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { EdgeStores } from './store-calls.js';

export interface Viceroy {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Fastly's local runtime: the program that VICEROY names, else one on the PATH; null when there is none. */
export function findViceroy(env: NodeJS.ProcessEnv = process.env): string | null {
  const candidates = [env.VICEROY, ...(env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'viceroy'))];
  for (const candidate of candidates) {
    if (candidate === undefined || candidate === '') continue;
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // not that one
    }
  }
  return null;
}

/** Starts it with a module and the content of its stores. It compiles the module first: 15 to 60 seconds. */
export async function startViceroy(program: string, wasm: string, stores: EdgeStores): Promise<Viceroy> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-viceroy-'));
  const manifest = join(folder, 'fastly.toml');
  await writeFile(manifest, await manifestOf(stores, folder));
  const port = await freePort();
  const child = spawn(program, ['--addr', `127.0.0.1:${port}`, '-C', manifest, wasm], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  await untilUp(url, child, () => output);
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      const isGone = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await isGone;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const quoted = (text: string): string => JSON.stringify(text);

async function manifestOf({ config, secrets, kv }: EdgeStores, folder: string): Promise<string> {
  const lines = ['manifest_version = 3', 'name = "edge"', 'language = "other"'];
  for (const [store, entries] of Object.entries(config)) {
    lines.push(`[local_server.config_stores.${store}]`, 'format = "inline-toml"');
    lines.push(`[local_server.config_stores.${store}.contents]`);
    lines.push(...Object.entries(entries).map(([key, value]) => `${quoted(key)} = ${quoted(value)}`));
  }
  for (const [store, entries] of Object.entries(secrets)) {
    for (const [key, data] of Object.entries(entries)) {
      lines.push(`[[local_server.secret_stores.${store}]]`, `key = ${quoted(key)}`, `data = ${quoted(data)}`);
    }
  }
  await mkdir(join(folder, 'kv'), { recursive: true });
  let count = 0;
  for (const [store, entries] of Object.entries(kv)) {
    for (const [key, { value, metadata }] of entries) {
      const file = join(folder, 'kv', String(count++));
      await writeFile(file, value);
      lines.push(`[[local_server.kv_stores.${store}]]`, `key = ${quoted(key)}`, `file = ${quoted(file)}`);
      if (metadata !== '') lines.push(`metadata = ${quoted(metadata)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

async function untilUp(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (const until = Date.now() + 170_000; Date.now() < until;) {
    if (child.exitCode !== null) throw new Error(`Viceroy ended with ${child.exitCode}:\n${output().slice(-2_000)}`);
    const isUp = await fetch(`${url}/edge/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  child.kill('SIGKILL');
  throw new Error(`Viceroy did not answer in time:\n${output().slice(-2_000)}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
