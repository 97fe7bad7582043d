import type { HttpRequest, HttpResponse, Pausable, Platform, Stop } from '@assay/sdk-core';

/** Milliseconds; browsers wait no longer. */
const forEver = 2e9;

const send = async ({ url, timeoutMs, maxBytes, ...request }: HttpRequest): Promise<HttpResponse> => {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) });
  const body = await response.text();
  if (body.length > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
  return { status: response.status, body, header: (name) => response.headers.get(name) };
};

/** Pauses polling while the page is hidden. */
const watchVisibility = (poller: Pausable): Stop => {
  if (typeof document === 'undefined') return () => {};
  let isPaused = false;
  const follow = (): void => {
    if (document.hidden === isPaused) return;
    isPaused = document.hidden;
    if (isPaused) poller.pause();
    else poller.resume();
  };
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => document.removeEventListener('visibilitychange', follow);
};

/** Runs once after `ms`; keeps no server that renders alive. */
export const schedule = (ms: number, run: () => void): Stop => {
  const timer: unknown = setTimeout(run, Math.min(ms, forEver));
  (timer as { unref?(): void }).unref?.();
  return () => clearTimeout(timer as number);
};

/** Waits, and keeps no server that renders alive. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => void schedule(ms, resolve));

/** The browser's sockets, timers, clock and chance; also fit for a server that renders. */
export const browserPlatform: Platform = {
  send,
  schedule,
  now: () => Date.now(),
  random: () => Math.random(),
  watchVisibility,
};
