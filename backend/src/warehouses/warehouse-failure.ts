/** Why a warehouse did not answer; the closed list that people and programs branch on. */
export const failureCauses = [
  'credentials',
  'grant_or_object',
  'network',
  'timeout',
  'quota',
  'query',
  'cancelled',
] as const;
export type FailureCause = (typeof failureCauses)[number];

/**
 * A refusal or breakdown of a warehouse. `message` is our text plus the driver's code and place: it may be stored,
 * logged and shown. `raw` is what the driver said; it may quote values of rows, so it goes once to the browser of
 * the person who wrote the SQL and nowhere else (it is not enumerable, so no serializer takes it along).
 */
export class WarehouseFailure extends Error {
  readonly raw!: string;

  constructor(
    readonly reason: FailureCause,
    message: string,
    readonly facts: Readonly<Record<string, string | number>> = {},
    raw = '',
  ) {
    super(message);
    this.name = 'WarehouseFailure';
    Object.defineProperty(this, 'raw', { value: raw, enumerable: false });
  }
}
