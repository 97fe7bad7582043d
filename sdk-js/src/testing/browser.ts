import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
const home = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Null, with a notice, where there is no Chromium; a failure where every suite is required. */
export const startBrowser = async (): Promise<Browser | null> => {
  if (existsSync(executablePath)) {
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ];
    return chromium.launch({ executablePath, headless: true, args });
  }
  if (process.env.REQUIRE_ALL === '1') throw new Error('Chromium is required and not installed');
  process.stdout.write('skipped: SDK in a real browser (Chromium is not installed)\n');
  return null;
};

/** A web site on loopback that serves an empty page, the built SDK, and rulesets of any origin's delivery. */
export interface Site {
  readonly origin: string;
  readonly requests: string[];
  /** Null: the delivery answers 500. */
  ruleset: string | null;
  /** Streams that are open. */
  streams(): number;
  /** Tells those who stream that there is a new ruleset. */
  announce(): void;
  /** Ends all open streams. */
  dropStreams(): void;
  close(): Promise<void>;
}

export const startSite = async (ruleset: string): Promise<Site> => {
  const { NODE_OPTIONS: _ignored, ...env } = process.env;
  const built = mkdtempSync(join(tmpdir(), 'assay-site-'));
  execFileSync(process.execPath, ['build.js', built], { cwd: home, env });
  const streams = new Set<http.ServerResponse>();
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    if (pathname === '/') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
    if (pathname.startsWith('/sdk/')) {
      const file = join(built, 'esm', basename(pathname));
      return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(file));
    }
    if (!pathname.startsWith('/api/')) return void response.writeHead(404).end();
    site.requests.push(pathname);
    if (pathname.endsWith('/stream')) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(':\n\n');
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return;
    }
    if (site.ruleset === null) return void response.writeHead(500).end();
    const etag = `"${site.ruleset.length}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    response
      .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store', etag })
      .end(site.ruleset);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const site: Site = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    ruleset,
    streams: () => streams.size,
    announce() {
      for (const stream of streams) stream.write('id: 2\ndata: {"type":"refetchEvaluation","etag":"x"}\n\n');
    },
    dropStreams() {
      for (const stream of streams) stream.destroy();
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
        rmSync(built, { recursive: true, force: true });
      }),
  };
  return site;
};
