import type { ConnectionTest, Preview, WarehouseSchema } from '@assay/api-contract';
import { Failure } from '../../kernel/index.js';
import { type SelectShape, type Target, WarehouseWorker, type WorkerMethod } from './channel.js';
import { fromWire, wireFailure } from './failure-on-the-wire.js';

const longestWaitMs = 90_000;

/** The API's side of the channel when the worker is another process. */
export class RemoteWarehouseWorker extends WarehouseWorker {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {
    super();
  }

  test(target: Target): Promise<ConnectionTest> {
    return this.#call('test', target);
  }

  describe(target: Target): Promise<WarehouseSchema> {
    return this.#call('describe', target);
  }

  preview(target: Target, sql: string, limit: number): Promise<Preview> {
    return this.#call('preview', target, { sql, limit });
  }

  shapeOf(target: Target, sql: string): Promise<SelectShape> {
    return this.#call('shapeOf', target, { sql });
  }

  dropKept(target: Target): Promise<readonly string[]> {
    return this.#call('dropKept', target);
  }

  async release(target: Target): Promise<void> {
    await this.#call('release', target);
  }

  async #call<T>(method: WorkerMethod, target: Target, more: object = {}): Promise<T> {
    const response = await fetch(new URL('/internal/v1/warehouse', this.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ method, target, ...more }),
      signal: AbortSignal.timeout(longestWaitMs),
    }).catch((cause: unknown) => {
      throw new Failure('unavailable', 'No worker answers. Start one, or try again in a moment.', {}, { cause });
    });
    const body: unknown = await response.json().catch(() => null);
    if (response.ok) return body as T;
    const wire = wireFailure.safeParse(body);
    if (wire.success) throw fromWire(wire.data);
    throw new Failure(
      'unavailable',
      'The worker refused the request: check that both processes have one INTERNAL_TOKEN.',
      {
        status: response.status,
      },
    );
  }
}
