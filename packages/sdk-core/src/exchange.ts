import type { HttpRequest, HttpResponse, Platform } from './platform.js';

/** A failed exchange; `retryAfterMs` is what the server asked for, null when it did not. */
export interface ExchangeFailure extends Error {
  readonly status: number;
  readonly retryAfterMs: number | null;
}

/** Sends and returns the response if it is a success or `304`; anything else becomes an {@link ExchangeFailure}. */
export const exchange = async (platform: Platform, request: HttpRequest): Promise<HttpResponse> => {
  const response = await platform.send(request);
  const { status } = response;
  if ((status >= 200 && status < 300) || status === 304) return response;
  const advice = { 401: ', check sdkKey', 403: ', check sdkKey', 404: ', check baseUrl' }[status] ?? '';
  throw Object.assign(new Error(`HTTP ${status}${advice}`), {
    status,
    retryAfterMs: retryAfterMs(response.header('retry-after'), platform.now()),
  });
};

/** `Retry-After` in milliseconds from now, of both forms (seconds or a date); null when absent or not readable. */
export const retryAfterMs = (value: string | null, now: number): number | null => {
  const seconds = Number(value);
  const ms = seconds >= 0 ? seconds * 1000 : Date.parse(value!) - now;
  return value && ms >= 0 ? ms : null;
};
