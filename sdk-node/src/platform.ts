import type { Platform } from '@assay/sdk-core';
import { openEventStream } from './event-stream.js';
import { send } from './http.js';

const forEver = 2 ** 31 - 1;

/** Node's sockets, timers, clock and chance; nothing here keeps the process alive but `hold`. */
export const nodePlatform: Platform = {
  send,
  schedule(ms, run) {
    const timer = setTimeout(run, Math.min(ms, forEver)).unref();
    return () => clearTimeout(timer);
  },
  now: Date.now,
  random: Math.random,
  hold() {
    const timer = setInterval(() => {}, forEver);
    return () => clearInterval(timer);
  },
  openStream: openEventStream,
};
