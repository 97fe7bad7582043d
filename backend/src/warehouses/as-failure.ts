import { Failure, type FieldError } from '../kernel/index.js';
import { WarehouseFailure } from './warehouse-failure.js';

/**
 * A warehouse's failure as the product's own; anything else as it is.
 *
 * @param authorOf field of the SQL whose author is the one who asks: they alone see what the driver said.
 */
export function asFailure(thrown: unknown, authorOf: string | null = null): unknown {
  if (!(thrown instanceof WarehouseFailure)) return thrown;
  const errors: FieldError[] =
    authorOf !== null && thrown.raw !== '' ? [{ path: authorOf, message: thrown.raw.slice(0, 4_000) }] : [];
  return new Failure('warehouse_failed', thrown.message, { ...thrown.facts, cause: thrown.reason }, { errors });
}

/** Run something that asks a warehouse; its failures become the product's own. */
export async function askingWarehouse<T>(ask: () => Promise<T>, authorOf: string | null = null): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    throw asFailure(thrown, authorOf);
  }
}
