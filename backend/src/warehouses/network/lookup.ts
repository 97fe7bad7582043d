import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction, Socket } from 'node:net';
import { WarehouseFailure } from '../warehouse-failure.js';
import { isAllowed, type Network } from './addresses.js';

/** The address is not repeated: who may name a host must not learn what stands behind a name inside. */
const refused = (host: string): WarehouseFailure =>
  new WarehouseFailure(
    'network',
    `The host ${host} stands for an address where no warehouse may be. Give its public name, or ask the operator (setting WAREHOUSE_NETWORK).`,
    { cause: 'network', refused: 'address' },
  );

type Resolve = (host: string, answer: (error: Error | null, found: readonly LookupAddress[]) => void) => void;
const resolveBySystem: Resolve = (host, answer) =>
  lookup(host, { all: true }, (error, found) => answer(error, found ?? []));

/**
 * Looks a name up and fails where any of its addresses is not allowed. The connection is made to what was checked,
 * so that a name which changes between check and use gains nothing. `refuse` makes the error of such a host.
 */
export const guardedLookup =
  (network: Network, resolve: Resolve = resolveBySystem, refuse: (host: string) => Error = refused): LookupFunction =>
  (host, options, callback) => {
    resolve(host, (error, found) => {
      const [first] = found;
      if (error || first === undefined) callback(error ?? new Error(`ENOTFOUND ${host}`), '', 4);
      else if (found.some(({ address }) => !isAllowed(address, network))) callback(refuse(host), '', 4);
      else if (options.all === true) callback(null, [...found]);
      else callback(null, first.address, first.family);
    });
  };

/** Fails with a `WarehouseFailure` where the host, a name or an address, is not one to connect to. */
export async function expectAllowed(host: string, network: Network, resolve: Resolve = resolveBySystem): Promise<void> {
  if (isIP(host) !== 0) {
    if (!isAllowed(host, network)) throw refused(host);
    return;
  }
  await new Promise<void>((done, fail) => {
    guardedLookup(network, resolve)(host, { all: true }, (error) => {
      // A name that is unknown is for the driver to tell, in the words of its engine.
      if (error instanceof WarehouseFailure) fail(error);
      else done();
    });
  });
}

/** A socket that connects to allowed addresses only; for drivers that take one. */
export class GuardedSocket extends Socket {
  constructor(private readonly network: Network) {
    super();
  }

  override connect(...given: unknown[]): this {
    const [port, host] = given;
    if (typeof host !== 'string') throw new TypeError('a guarded socket connects to a port and a host');
    if (isIP(host) !== 0 && !isAllowed(host, this.network)) {
      process.nextTick(() => this.destroy(refused(host)));
      return this;
    }
    return super.connect({ port: Number(port), host, lookup: guardedLookup(this.network) });
  }
}
