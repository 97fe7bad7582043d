import { readFile } from 'node:fs/promises';
import { GuestMemory, status } from './guest-memory.js';
import { aBody, aMessage, bytesOfBody, Handles } from './handles.js';
import { type HostCalls, httpCalls, type Sent } from './http-calls.js';
import { type EdgeStores, storeCalls } from './store-calls.js';
import { GuestExit, wasiCalls } from './wasi-calls.js';

export interface HostRequest {
  readonly method: string;
  /** With scheme and host. */
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HostReply {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** What the module printed. */
  readonly logs: readonly string[];
  /** Processor time of the request, in milliseconds. */
  readonly cpuMs: number;
  readonly memoryMiB: number;
  /** Keys that the module looked up in key-value stores, in order. */
  readonly kvReads: readonly string[];
  /** Functions of the platform that the module called and this host does not have. */
  readonly unsupported: readonly string[];
}

/**
 * Runs a module built for Fastly Compute in Node's own WebAssembly: the bytes that are deployed, each request in an
 * instance of its own, with stores in memory. It has no outgoing requests; what is missing answers "unsupported".
 */
export class EdgeHost {
  private constructor(private readonly module: WebAssembly.Module) {}

  static async load(path: string): Promise<EdgeHost> {
    return new EdgeHost(await WebAssembly.compile(await readFile(path)));
  }

  /** @param now the module's clock, in milliseconds since 1970. */
  handle(request: HostRequest, stores: EdgeStores, now: () => number = Date.now): HostReply {
    const memory = new GuestMemory();
    const handles = new Handles();
    const sent: Sent = { response: null, body: null };
    const logs: string[] = [];
    const unsupported = new Set<string>();
    const kvReads: string[] = [];
    const body = new TextEncoder().encode(request.body ?? '');
    const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    const message = aMessage({ method: request.method, uri: request.uri, headers });
    const calls: HostCalls = {
      ...httpCalls(memory, handles, { message: handles.add(message), body: handles.add(aBody(body)) }, sent),
      ...storeCalls(memory, handles, stores, (key) => kvReads.push(key)),
      ...wasiCalls(memory, now, (stream, text) => logs.push(`${stream}: ${text}`)),
      ...runtimeCalls(memory, handles, logs),
    };
    const before = process.cpuUsage();
    const code = this.#run(calls, memory, unsupported);
    const { user, system } = process.cpuUsage(before);
    if (sent.response === null) throw new Error(`the module sent nothing and ended with ${code}:\n${logs.join('\n')}`);
    return {
      status: sent.response.status,
      headers: sent.response.headers,
      body: sent.body === null ? new Uint8Array() : bytesOfBody(sent.body),
      logs,
      cpuMs: (user + system) / 1_000,
      memoryMiB: memory.sizeInMiB,
      kvReads,
      unsupported: [...unsupported],
    };
  }

  #run(calls: HostCalls, memory: GuestMemory, unsupported: Set<string>): number {
    const imports: Record<string, Record<string, (...args: never[]) => number>> = {};
    for (const { module, name } of WebAssembly.Module.imports(this.module)) {
      const call = calls[module]?.[name];
      const missing = (): number => {
        unsupported.add(`${module}.${name}`);
        return module.startsWith('wasi') ? 52 : status.unsupported;
      };
      (imports[module] ??= {})[name] = call ?? missing;
    }
    const { exports } = new WebAssembly.Instance(this.module, imports as WebAssembly.Imports);
    memory.attach(exports.memory as WebAssembly.Memory);
    try {
      (exports._start as () => void)();
      return 0;
    } catch (exit) {
      if (exit instanceof GuestExit) return exit.code;
      throw exit;
    }
  }
}

/** Waiting, measuring and logging: everything is ready at once, since every store is in memory. */
const runtimeCalls = (memory: GuestMemory, handles: Handles, logs: string[]): HostCalls => ({
  fastly_async_io: {
    select: (_list: number, count: number, _timeout: number, out: number) => {
      memory.setUint32(out, count > 0 ? 0 : 0xffffffff);
      return status.ok;
    },
    is_ready: (_handle: number, out: number) => {
      memory.setUint32(out, 1);
      return status.ok;
    },
  },
  fastly_compute_runtime: {
    get_vcpu_ms: (out: number) => {
      const { user, system } = process.cpuUsage();
      memory.setUint64(out, Math.floor((user + system) / 1_000));
      return status.ok;
    },
    get_heap_mib: (out: number) => {
      memory.setUint32(out, Math.floor(memory.sizeInMiB));
      return status.ok;
    },
  },
  fastly_log: {
    endpoint_get: (at: number, length: number, out: number) => {
      memory.setUint32(out, handles.add({ kind: 'log', name: memory.text(at, length) }));
      return status.ok;
    },
    write: (handle: number, at: number, length: number, written: number) => {
      logs.push(`${handles.find(handle, 'log')?.name ?? ''}: ${memory.text(at, length)}`);
      memory.setUint32(written, length);
      return status.ok;
    },
  },
});
