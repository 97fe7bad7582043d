import { json, type EdgeAnswer } from './exchange.js';
import type { Platform } from './platform.js';

const titles = {
  invalid_input: 'The input is not valid',
  too_large: 'Too large',
  unauthenticated: 'The SDK key is not known',
  limit_exceeded: 'Too many requests',
  internal: 'Something went wrong on our side',
  unavailable: 'Not available at the moment',
} as const;

/** A problem document; none of its fields could be taken for assignments. */
export const problem = (
  status: number,
  code: keyof typeof titles,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): EdgeAnswer =>
  json(
    status,
    { type: `urn:assay:problem:${code}`, title: titles[code], status, detail, code },
    { 'content-type': 'application/problem+json', ...headers },
  );

export const tooLarge = ({ config }: Platform): EdgeAnswer =>
  problem(413, 'too_large', `The body is longer than ${config.maxBodyBytes} bytes. Send fewer attributes or actions.`);

export const notPublished = (): EdgeAnswer =>
  problem(503, 'unavailable', 'Nothing has been published for this environment yet.', { 'retry-after': '5' });
