import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { EdgeAnswer, EdgeRequest } from '@assay/edge-handler';

/** A request of Node's server as the handler reads it. */
export const edgeRequest = (request: IncomingMessage, publicOrigin: string | null): EdgeRequest => ({
  method: request.method ?? 'GET',
  url: request.url ?? '/',
  get origin() {
    return publicOrigin ?? `http://${request.headers.host ?? 'localhost'}`;
  },
  header: (name) => {
    const value = request.headers[name];
    return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
  },
  text: (limit) => readBody(request, limit),
});

async function readBody(request: IncomingMessage, limit: number): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: EdgeAnswer,
): void {
  if (response.headersSent || response.destroyed) return;
  if (body instanceof ReadableStream) {
    response.writeHead(status, headers);
    Readable.fromWeb(body as never).pipe(response);
    return;
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  // A body that nobody will read must not be received either: the connection ends with the answer.
  const isUnread = status >= 400 && !request.complete && hasBody(request);
  const framing = status === 204 || status === 304 ? {} : { 'content-length': String(bytes?.byteLength ?? 0) };
  response.writeHead(status, { ...headers, ...framing, ...(isUnread && { connection: 'close' }) });
  response.end(bytes ?? undefined);
  if (isUnread) response.once('finish', () => request.destroy());
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
