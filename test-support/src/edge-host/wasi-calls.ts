import { getRandomValues } from 'node:crypto';
import type { GuestMemory } from './guest-memory.js';
import type { HostCalls } from './http-calls.js';

/** The guest ended itself. */
export class GuestExit extends Error {
  constructor(readonly code: number) {
    super(`the module ended with ${code}`);
  }
}

const badFile = 8;
const variables = ['FASTLY_HOSTNAME=localhost', 'FASTLY_SERVICE_VERSION=1'];

/** The few functions of WASI that a Compute module calls: clock, chance, its two streams, its variables. */
export function wasiCalls(
  memory: GuestMemory,
  now: () => number,
  log: (stream: string, text: string) => void,
): HostCalls {
  const encoded = variables.map((text) => new TextEncoder().encode(`${text}\0`));
  return {
    wasi_snapshot_preview1: {
      args_get: () => 0,
      args_sizes_get: (countOut: number, sizeOut: number) => {
        memory.setUint32(countOut, 0);
        memory.setUint32(sizeOut, 0);
        return 0;
      },
      environ_sizes_get: (countOut: number, sizeOut: number) => {
        memory.setUint32(countOut, encoded.length);
        memory.setUint32(
          sizeOut,
          encoded.reduce((sum, text) => sum + text.length, 0),
        );
        return 0;
      },
      environ_get: (pointers: number, texts: number) => {
        let at = texts;
        encoded.forEach((text, index) => {
          memory.setUint32(pointers + 4 * index, at);
          memory.bytes.set(text, at);
          at += text.length;
        });
        return 0;
      },
      clock_res_get: (_clock: number, out: number) => {
        memory.setUint64(out, 1_000);
        return 0;
      },
      clock_time_get: (clock: number, _precision: bigint, out: number) => {
        memory.setUint64(out, clock === 0 ? BigInt(now()) * 1_000_000n : process.hrtime.bigint());
        return 0;
      },
      random_get: (at: number, length: number) => {
        getRandomValues(memory.bytes.subarray(at, at + length));
        return 0;
      },
      fd_write: (file: number, pieces: number, count: number, written: number) => {
        let total = 0;
        for (let index = 0; index < count; index++) {
          const at = memory.view.getUint32(pieces + 8 * index, true);
          const length = memory.view.getUint32(pieces + 8 * index + 4, true);
          log(file === 1 ? 'stdout' : 'stderr', memory.text(at, length));
          total += length;
        }
        memory.setUint32(written, total);
        return 0;
      },
      fd_fdstat_get: (file: number, out: number) => {
        if (file > 2) return badFile;
        memory.bytes.fill(0, out, out + 24);
        memory.bytes[out] = 2;
        return 0;
      },
      fd_prestat_get: () => badFile,
      fd_close: () => 0,
      fd_seek: () => badFile,
      proc_exit: (code: number) => {
        throw new GuestExit(code);
      },
    },
  };
}
