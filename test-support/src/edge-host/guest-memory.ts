/** Status codes of the Compute interface. */
export const status = { ok: 0, badHandle: 3, bufferTooSmall: 4, unsupported: 5, none: 10 } as const;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Reads and writes the linear memory of an instance; it may grow, so views are renewed when its buffer has changed. */
export class GuestMemory {
  #memory: WebAssembly.Memory | null = null;
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);

  attach(memory: WebAssembly.Memory): void {
    this.#memory = memory;
  }

  get sizeInMiB(): number {
    return (this.#memory?.buffer.byteLength ?? 0) / 1_048_576;
  }

  get bytes(): Uint8Array {
    this.#renew();
    return this.#bytes;
  }

  get view(): DataView {
    this.#renew();
    return this.#view;
  }

  text(at: number, length: number): string {
    return decoder.decode(this.bytes.subarray(at, at + length));
  }

  copy(at: number, length: number): Uint8Array {
    return this.bytes.slice(at, at + length);
  }

  setUint32(at: number, value: number): void {
    this.view.setUint32(at, value >>> 0, true);
  }

  setUint64(at: number, value: bigint | number): void {
    this.view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), true);
  }

  /** Writes bytes into a buffer of the guest and their length beside it; says so when the buffer is too small. */
  fill(bytes: Uint8Array | string, at: number, room: number, written: number): number {
    const content = typeof bytes === 'string' ? encoder.encode(bytes) : bytes;
    if (written !== 0) this.setUint32(written, content.length);
    if (content.length > room) return status.bufferTooSmall;
    this.bytes.set(content, at);
    return status.ok;
  }

  /** Writes as many texts as fit, each ended by a zero, and where to go on: −1 when all are written. */
  fillList(items: readonly string[], at: number, room: number, from: number, next: number, written: number): number {
    let used = 0;
    let index = from;
    for (; index < items.length; index++) {
      const content = encoder.encode(items[index]);
      if (used + content.length + 1 > room) break;
      this.bytes.set(content, at + used);
      this.bytes[at + used + content.length] = 0;
      used += content.length + 1;
    }
    if (index === from && items.length > from) {
      this.setUint32(written, encoder.encode(items[index]).length + 1);
      return status.bufferTooSmall;
    }
    this.setUint32(written, used);
    this.setUint64(next, index >= items.length ? -1n : BigInt(index));
    return status.ok;
  }

  #renew(): void {
    const buffer = this.#memory?.buffer;
    if (buffer === undefined || this.#bytes.buffer === buffer) return;
    this.#bytes = new Uint8Array(buffer);
    this.#view = new DataView(buffer);
  }
}
