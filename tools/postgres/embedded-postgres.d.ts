export interface EmbeddedPostgresOptions {
  /** Folder that keeps data, password and log; made if absent. */
  readonly folder: string;
  /** Database to make if absent; default `assay`. */
  readonly database?: string;
  /** False for a throw-away server: no fsync. Default true. */
  readonly durable?: boolean;
  /** Receives one-line progress messages. */
  readonly say?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** Address of the database, with the superuser's password. */
  readonly url: string;
  /** Address of the maintenance database `postgres` on the same server. */
  readonly adminUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Stops the server if this process owns it; otherwise leaves it to its owner. */
  stop(): Promise<void>;
}

/** Starts or takes over the Postgres of a folder. Fails with the end of the server's log if it does not come up. */
export function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres>;

/** Stops the server of a folder whose owning process is gone; true if there was one. */
export function stopAbandoned(folder: string): Promise<boolean>;
