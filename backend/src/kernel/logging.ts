import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * What the log may say of an error: its class, its code, its words without anything quoted (a driver quotes the
 * customer's values), and where it came from. Serialisers list what goes in; nothing else does.
 */
export function describeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown === undefined ? undefined : { type: typeof thrown };
  const { code } = thrown as { code?: unknown };
  return {
    type: thrown.constructor.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: withoutQuotes(thrown.message),
    stack: (thrown.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12),
    ...(thrown.cause === undefined ? {} : { cause: describeError(thrown.cause) }),
  };
}

const withoutQuotes = (text: string): string =>
  text.replace(/"[^"]*"|'[^']*'|`[^`]*`|\([^()]*\)=\([^()]*\)/g, '"…"').slice(0, 500);

const nothing = (): undefined => undefined;

/** The service's log: one JSON object a line on stdout, or on `destination`. */
export const createLogger = (level: string, destination?: { write(line: string): void }): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError, cause: describeError, req: nothing, res: nothing },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  );

/** Injection token of the log: `@Inject(LOG) private readonly log: Logger`. */
export const LOG = Symbol('log');
