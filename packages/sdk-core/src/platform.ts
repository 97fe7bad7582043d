/** One HTTP exchange. The platform owns sockets; it must end the exchange after `timeoutMs` and never follow it further. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** A longer body is refused instead of being read to its end. */
  readonly maxBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
  /** The header's value, or null when absent or hidden (browsers hide what CORS does not expose). */
  header(name: string): string | null;
}

/** What a stream of server-sent events tells its owner; after `onClose` nothing more is said. */
export interface StreamListener {
  onOpen(): void;
  onMessage(data: string): void;
  onClose(cause: unknown): void;
}

/** Ends what was begun; calling it again does nothing. */
export type Stop = () => void;

/** Everything an SDK needs from the outside: sockets, time and chance come in here and nowhere else. */
export interface Platform {
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Runs once after `ms`; must not keep a process alive. */
  schedule(ms: number, run: () => void): Stop;
  /** Milliseconds since 1970, as the device believes. */
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** Pauses polling while the page is hidden; it resumes with a refresh. */
  watchVisibility?(poller: Pausable): Stop;
  /** Opens a stream of server-sent events; without it the SDK only polls. */
  openStream?(url: string, listener: StreamListener): Stop;
}

/** Something that rests while nobody looks. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/** The name under which the SDK presents itself, in requests and in the events' metadata. */
export interface SdkName {
  readonly sdkName: string;
  readonly sdkLibVersion: string;
  readonly sdkLanguage: string;
}
