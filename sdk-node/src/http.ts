import http from 'node:http';
import https from 'node:https';
import zlib from 'node:zlib';
import type { Readable } from 'node:stream';
import type { HttpRequest, HttpResponse } from '@assay/sdk-core';

const redirects = new Set([301, 302, 303, 307, 308]);
const longestRedirectChain = 3;

/** Our own pools: sockets stay open between polls, never shared with the application's requests. */
const agents = {
  'http:': new http.Agent({ keepAlive: true }),
  'https:': new https.Agent({ keepAlive: true }),
};

export interface OpenedRequest {
  readonly request: http.ClientRequest;
  readonly answered: Promise<http.IncomingMessage>;
}

/** Opens a request whose socket does not keep the process alive. Throws at once for an address of another scheme. */
export const openRequest = (
  url: URL,
  options: Pick<HttpRequest, 'method' | 'headers' | 'body'>,
  pooled = true,
): OpenedRequest => {
  const isTls = url.protocol === 'https:';
  if (!isTls && url.protocol !== 'http:') throw new Error(`cannot speak ${url.protocol} (${url.origin})`);
  const request = (isTls ? https : http).request(url, {
    method: options.method,
    headers: options.headers,
    agent: pooled ? agents[isTls ? 'https:' : 'http:'] : false,
  });
  request.on('socket', (socket) => socket.unref());
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
  });
  request.end(options.body);
  return { request, answered };
};

/** Sends over node:http(s): gzip and brotli, redirects, one deadline for the whole exchange, a limit on the body. */
export const send = (request: HttpRequest): Promise<HttpResponse> =>
  new Promise((resolve, reject) => {
    let current: http.ClientRequest | null = null;
    let isOver = false;
    const finish = (settle: () => void): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(deadline);
      settle();
    };
    const fail = (cause: unknown): void =>
      finish(() => {
        current?.destroy();
        reject(cause);
      });
    const deadline = setTimeout(() => fail(new Error(`no answer within ${request.timeoutMs} ms`)), request.timeoutMs);
    deadline.unref();

    const visit = async (url: URL, hops: number): Promise<HttpResponse> => {
      const { request: opened, answered } = openRequest(url, {
        ...request,
        headers: { 'accept-encoding': 'gzip, br', ...request.headers },
      });
      current = opened;
      const response = await answered;
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (request.method === 'GET' && redirects.has(status) && location && hops < longestRedirectChain) {
        response.resume();
        return visit(new URL(location, url), hops + 1);
      }
      const body = await readBody(response, request.maxBytes);
      return {
        status,
        body,
        header(name) {
          const value = response.headers[name.toLowerCase()];
          return value === undefined ? null : String(value);
        },
      };
    };
    Promise.resolve()
      .then(() => visit(new URL(request.url), 0))
      .then((response) => finish(() => resolve(response)), fail);
  });

const readBody = async (response: http.IncomingMessage, maxBytes: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of decoded(response) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error('the answer was cut short');
  return Buffer.concat(chunks).toString('utf8');
};

const decoded = (response: http.IncomingMessage): Readable => {
  const encoding = response.headers['content-encoding'];
  const decoder = encoding === 'gzip' ? zlib.createGunzip() : encoding === 'br' ? zlib.createBrotliDecompress() : null;
  if (!decoder || response.statusCode === 304) return response;
  response.on('error', (cause) => decoder.destroy(cause));
  return response.pipe(decoder);
};
