import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** A flag delivery on loopback: it serves a text with an ETag, or whatever the test scripts. */
export interface Delivery {
  readonly origin: string;
  readonly requests: { readonly url: string; readonly held: string | undefined }[];
  /** What is served; setting it publishes. */
  text: string;
  /** Takes over from the normal answer while set. */
  answer: Answer | null;
  close(): Promise<void>;
}

/** Answers with a body as it stands. */
export const body =
  (text: string, headers: http.OutgoingHttpHeaders = {}, status = 200): Answer =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);

export const startDelivery = async (text: string): Promise<Delivery> => {
  const server = http.createServer((request, response) => {
    const held = request.headers['if-none-match'];
    delivery.requests.push({ url: request.url!, held });
    if (delivery.answer) return delivery.answer(request, response);
    const etag = `"${delivery.text.length}"`;
    if (held === etag) return void response.writeHead(304, { etag }).end();
    body(delivery.text, { etag })(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const delivery: Delivery = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    text,
    answer: null,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return delivery;
};
