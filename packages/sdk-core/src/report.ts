/** Receives problems the SDK survived. The message says what was being done, what happened and what to do. */
export type OnError = (problem: Error) => void;

/** Reports a failure of `what`; the same failure again and again is reported once, until `what` succeeds. */
export interface Reporter {
  failed(what: string, cause: unknown): void;
  succeeded(what: string): void;
}

export const createReporter = (onError: OnError): Reporter => {
  const last = new Map<string, string>();
  return {
    async failed(what, cause) {
      try {
        const message = `${what}: ${String((cause as Error | null)?.message ?? cause)}`;
        if (last.get(what) === message) return;
        last.set(what, message);
        await onError(new Error(message, { cause }));
      } catch {
        // An error hook that throws or rejects has nobody left to tell.
      }
    },
    succeeded: (what) => void last.delete(what),
  };
};

/** Hears the rejection of a callback that turned out to be async; the result is not awaited. */
export const settle = (result: unknown, onRejected: (cause: unknown) => void): void =>
  void (result as Partial<PromiseLike<unknown>> | null | undefined)?.then?.(null, onRejected);

/** Runs `run`; a throw is reported and answered with `fallback`. */
export const guarded = <T>(reporter: Reporter, what: string, fallback: T, run: () => T): T => {
  try {
    return run();
  } catch (cause) {
    reporter.failed(what, cause);
    return fallback;
  }
};
