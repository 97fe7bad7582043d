import type { Platform, Stop } from '@assay/sdk-core';
import { openEventStream } from './event-stream.js';
import { send } from './http.js';

const forEver = 2 ** 31 - 1;

/** Node's sockets, timers, clock and chance; nothing here keeps the process alive. */
export const nodePlatform: Platform = {
  send,
  schedule(ms, run) {
    const timer = setTimeout(run, Math.min(ms, forEver)).unref();
    return () => clearTimeout(timer);
  },
  now: Date.now,
  random: Math.random,
  openStream: openEventStream,
};

/** Keeps the process alive until stopped, so that awaiting the first ruleset is not cut short by its exit. */
export const hold = (): Stop => {
  const timer = setInterval(() => {}, forEver);
  return () => clearInterval(timer);
};
