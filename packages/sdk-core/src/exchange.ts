import type { HttpRequest, HttpResponse, Platform } from './platform.js';

/** A failed exchange; `retryAfterMs` is what the server asked for, null when it did not. */
export interface ExchangeFailure extends Error {
  readonly status: number;
  readonly retryAfterMs: number | null;
}

const advice: { readonly [status: number]: string } = {
  401: 'the SDK key was refused, check sdkKey',
  403: 'the SDK key was refused, check sdkKey',
  404: 'nothing is served there, check baseUrl',
  429: 'too many requests',
};

/** Sends and returns the response if it is a success or `304`; anything else becomes an {@link ExchangeFailure}. */
export const exchange = async (platform: Platform, request: HttpRequest): Promise<HttpResponse> => {
  const response = await platform.send(request);
  const { status } = response;
  if ((status >= 200 && status < 300) || status === 304) return response;
  throw Object.assign(new Error(`HTTP ${status}${advice[status] ? `, ${advice[status]}` : ''}`), {
    status,
    retryAfterMs: retryAfterMs(response.header('retry-after'), platform.now()),
  });
};

/** `Retry-After` in milliseconds from now, of both forms (seconds or a date); null when absent or not readable. */
export const retryAfterMs = (value: string | null, now: number): number | null => {
  if (!value) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return ms >= 0 ? ms : null;
};
