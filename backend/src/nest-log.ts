import type { LoggerService } from '@nestjs/common';
import type { Logger } from './kernel/index.js';

/** Nest's own messages in our log. Its start-up chatter is debug. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.#write('debug', message, [context]);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  #write(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', message: unknown, rest: readonly unknown[]): void {
    const part = rest.findLast((item) => typeof item === 'string' && !item.includes('\n'));
    if (message instanceof Error) this.target[level]({ part, err: message }, 'server');
    else this.target[level]({ part }, String(message));
  }
}
