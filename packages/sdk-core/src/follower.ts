import type { Platform, Stop } from './platform.js';
import type { Poller } from './poller.js';
import type { Reporter } from './report.js';

const firstRetryMs = 1_000;
const longestRetryMs = 60_000;

export interface FollowerOptions {
  readonly url: string;
  /** Refetches after a message are spread over this time, so that a publish is no stampede. */
  readonly jitterMs: number;
}

/**
 * Follows the stream that announces new rulesets: the message carries no rules, it only makes the poller load. Polling
 * rests while the stream is open and takes over while it is not; opening is retried for ever with growing waits.
 */
export const followStream = (
  platform: Platform,
  poller: Poller,
  reporter: Reporter,
  { url, jitterMs }: FollowerOptions,
): Stop => {
  const { openStream } = platform;
  if (!openStream) return () => {};
  let close: Stop = () => {};
  let cancel: Stop = () => {};
  let losses = 0;
  let stopped = false;

  const open = (): void => {
    let isOpen = false;
    let isOver = false;
    const over = (cause: unknown): void => {
      if (isOver || stopped) return;
      isOver = true;
      reporter.failed('flag stream (polling instead)', cause);
      if (isOpen) poller.resume();
      const wait = Math.min(firstRetryMs * 2 ** losses++, longestRetryMs);
      cancel = platform.schedule(wait * (0.5 + platform.random() / 2), open);
    };
    try {
      close = openStream(url, {
        onOpen() {
          if (isOpen || isOver || stopped) return;
          isOpen = true;
          losses = 0;
          reporter.succeeded('flag stream (polling instead)');
          poller.pause();
          void poller.reload(); // what was published while nobody listened
        },
        onMessage(data) {
          if (isOver || stopped || !announcesRuleset(data)) return;
          cancel();
          cancel = platform.schedule(platform.random() * jitterMs, poller.reload);
        },
        onClose: over,
      });
    } catch (cause) {
      over(cause);
    }
  };
  open();
  return () => {
    stopped = true;
    cancel();
    close();
  };
};

const announcesRuleset = (data: string): boolean => {
  try {
    return (JSON.parse(data) as { type?: unknown } | null)?.type === 'refetchEvaluation';
  } catch {
    return false;
  }
};
