import { z } from 'zod';
import { Failure, type FailureCode, httpStatusOf } from '../../kernel/index.js';
import { failureCauses, WarehouseFailure } from '../warehouse-failure.js';

const facts = z.record(z.string(), z.union([z.string(), z.number()]));

/** A failure as it crosses from the worker to the API. `raw` is for the author's eyes and is never logged. */
export const wireFailure = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('warehouse'),
    reason: z.enum(failureCauses),
    message: z.string(),
    facts,
    raw: z.string(),
  }),
  z.object({
    kind: z.literal('failure'),
    code: z.enum(Object.keys(httpStatusOf) as [FailureCode, ...FailureCode[]]),
    message: z.string(),
    facts,
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
  }),
]);
export type WireFailure = z.infer<typeof wireFailure>;

export function toWire(thrown: unknown): WireFailure {
  if (thrown instanceof WarehouseFailure) {
    const { reason, message, facts: known, raw } = thrown;
    return { kind: 'warehouse', reason, message, facts: { ...known }, raw };
  }
  const failure = thrown instanceof Failure ? thrown : new Failure('internal', 'The worker failed. Try again.', {});
  const { code, message, facts: known, errors } = failure;
  return { kind: 'failure', code, message, facts: { ...known }, errors: [...errors] };
}

export function fromWire(wire: WireFailure): Error {
  switch (wire.kind) {
    case 'warehouse':
      return new WarehouseFailure(wire.reason, wire.message, wire.facts, wire.raw);
    case 'failure':
      return new Failure(wire.code, wire.message, wire.facts, { errors: wire.errors });
    default:
      return wire satisfies never;
  }
}
