/** The least that a node:http server can do: the same bytes, or an empty 304, with the headers that any server sends. */
import { createServer } from 'node:http';

process.once('message', ({ bytes, etag }) => {
  const body = Buffer.from(bytes, 'base64');
  const headers = {
    'content-type': 'application/json',
    etag,
    'content-length': String(body.length),
    'content-encoding': 'gzip',
  };
  const server = createServer((request, response) => {
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(200, headers).end(body);
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
});
