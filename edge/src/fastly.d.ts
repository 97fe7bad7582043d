// What main.ts uses of the Compute platform; the compiler's own types weigh 450 MB with it.

declare module 'fastly:compute' {
  /** Processor time of this request so far, in milliseconds. */
  export function vCpuTime(): number;
}

declare module 'fastly:config-store' {
  export class ConfigStore {
    constructor(name: string);
    get(key: string): string | null;
  }
}

declare module 'fastly:kv-store' {
  export class KVStore {
    constructor(name: string);
    get(key: string): Promise<KVStoreEntry | null>;
  }
  export interface KVStoreEntry {
    readonly body: ReadableStream<Uint8Array>;
    text(): Promise<string>;
    metadataText(): string | null;
  }
}

declare module 'fastly:secret-store' {
  export class SecretStore {
    constructor(name: string);
    get(key: string): Promise<{ plaintext(): string } | null>;
  }
}

declare module 'fastly:fanout' {
  export function createFanoutHandoff(request: Request, backend: string): Response;
}

declare module 'fastly:experimental' {
  export function setReusableSandboxOptions(options: {
    readonly maxRequests?: number;
    readonly betweenRequestTimeoutMs?: number;
  }): void;
}

interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

declare function addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;

/** Names the build; written into the bundle by the build. */
declare const ASSAY_BUILD: string;
