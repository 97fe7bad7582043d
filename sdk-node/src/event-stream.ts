import type http from 'node:http';
import type { Stop, StreamListener } from '@assay/sdk-core';
import { openRequest } from './http.js';

/** The server writes a comment every 20 s; longer silence means a connection that died without a word. */
const longestSilenceMs = 65_000;
const longestLine = 1_000_000;

/** Reads a stream of server-sent events; its socket does not keep the process alive. */
export const openEventStream = (url: string, listener: StreamListener): Stop => {
  const { request, answered } = openRequest(
    new URL(url),
    { method: 'GET', headers: { accept: 'text/event-stream', 'cache-control': 'no-cache' } },
    false,
  );
  let isOver = false;
  const over = (cause: unknown): void => {
    if (isOver) return;
    isOver = true;
    request.destroy();
    listener.onClose(cause);
  };
  request.setTimeout(longestSilenceMs, () => over(new Error(`silent for ${longestSilenceMs} ms`)));
  request.on('error', over);
  answered.then((response) => {
    const type = String(response.headers['content-type'] ?? '');
    if (response.statusCode !== 200 || !type.startsWith('text/event-stream'))
      return over(new Error(`HTTP ${response.statusCode}, not an event stream`));
    listener.onOpen();
    readEvents(response, (data) => !isOver && listener.onMessage(data), over);
  }, over);
  return () => {
    isOver = true;
    request.destroy();
  };
};

/** Field `data` of each event, its lines joined; comments and other fields are skipped. */
const readEvents = (
  response: http.IncomingMessage,
  onData: (data: string) => void,
  over: (cause: unknown) => void,
): void => {
  let rest = '';
  let data: string[] = [];
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    if (rest.length > longestLine) over(new Error('a line without end'));
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      if (line !== '' || !data.length) continue;
      onData(data.join('\n'));
      data = [];
    }
  });
  response.on('error', over);
  response.on('close', () => over(new Error('the server closed the stream')));
};
