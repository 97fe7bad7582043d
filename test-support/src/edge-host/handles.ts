/** What a number that the guest holds stands for. */
export interface Message {
  readonly kind: 'message';
  method: string;
  uri: string;
  status: number;
  headers: (readonly [name: string, value: string])[];
}

export interface BodyBytes {
  readonly kind: 'body';
  chunks: Uint8Array[];
  read: number;
}

export interface Store<T> {
  readonly kind: 'store';
  find(key: string): T | null;
}

export interface Entry<T> {
  readonly kind: 'entry';
  readonly value: T | null;
}

export type Resource =
  Message | BodyBytes | Store<unknown> | Entry<unknown> | { readonly kind: 'log'; readonly name: string };

/** Numbers handed to one instance. */
export class Handles {
  readonly #all = new Map<number, Resource>();
  #next = 1;

  add(resource: Resource): number {
    this.#all.set(this.#next, resource);
    return this.#next++;
  }

  remove(handle: number): void {
    this.#all.delete(handle);
  }

  find<K extends Resource['kind']>(handle: number, kind: K): Extract<Resource, { kind: K }> | null {
    const resource = this.#all.get(handle);
    return resource?.kind === kind ? (resource as Extract<Resource, { kind: K }>) : null;
  }
}

export const aMessage = (change: Partial<Message> = {}): Message => ({
  kind: 'message',
  method: 'GET',
  uri: '',
  status: 200,
  headers: [],
  ...change,
});

export const aBody = (...chunks: Uint8Array[]): BodyBytes => ({ kind: 'body', chunks, read: 0 });

export const bytesOfBody = ({ chunks }: BodyBytes): Uint8Array => Buffer.concat(chunks);
