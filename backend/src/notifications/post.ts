import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP } from 'node:net';
import { guardedLookup, isAllowed, type Network } from '../warehouses/index.js';

interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why nothing was sent, or no answer came; in words that hold nothing of the address or the answer. */
export class PostFailure extends Error {
  override readonly name = 'PostFailure';
}

const patience = 10_000;

const refused = (): PostFailure =>
  new PostFailure(
    'The host stands for an address where no receiver may be. Give a public name, or ask the operator (setting NOTIFICATION_NETWORK).',
  );

const wordsOf: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The host is not known. Check the address.',
  EAI_AGAIN: 'The host could not be looked up.',
  ECONNREFUSED: 'The host refuses the connection.',
  ECONNRESET: 'The host broke the connection off.',
  ETIMEDOUT: 'The host does not answer.',
};

/**
 * Sends a JSON document and returns the status of the answer, whose body is dropped unread. Follows no redirect: an
 * address that moved is corrected by a person. Rejects with a `PostFailure`.
 */
export async function post({ url, headers, body }: Message, network: Network): Promise<number> {
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isAllowed(host, network)) throw refused();
  const request = protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise<number>((done, fail) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'assay',
          ...headers,
        },
        lookup: guardedLookup(network, undefined, refused),
        signal: AbortSignal.timeout(patience),
        agent: false,
      },
      (answer) => {
        done(answer.statusCode ?? 0);
        answer.destroy();
      },
    );
    sent.on('error', (problem) => fail(failureOf(problem)));
    sent.end(body);
  });
}

function failureOf(problem: Error): PostFailure {
  if (problem instanceof PostFailure) return problem;
  const code = 'code' in problem && typeof problem.code === 'string' ? problem.code : '';
  if (problem.name === 'AbortError' || code === 'ABORT_ERR') {
    return new PostFailure(`No answer came within ${patience / 1_000} seconds.`);
  }
  return new PostFailure(wordsOf[code] ?? `The message could not be sent (${code || 'unknown reason'}).`);
}
