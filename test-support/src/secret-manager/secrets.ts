/** What the service answers when it refuses; the names are those of gRPC. */
export class Refusal extends Error {
  constructor(
    readonly status: 'INVALID_ARGUMENT' | 'NOT_FOUND' | 'ALREADY_EXISTS' | 'FAILED_PRECONDITION' | 'PERMISSION_DENIED',
    message: string,
  ) {
    super(message);
  }
}

interface Version {
  state: 'ENABLED' | 'DISABLED' | 'DESTROYED';
  data: Buffer;
}

const idPattern = /^[A-Za-z0-9_-]{1,255}$/;
const largestPayload = 65_536;
const pageSize = 3; // small, so that paging is met

/**
 * Secrets and versions as Google keeps them: versions count from 1 and are never deleted, a destroyed or disabled
 * one cannot be read, names and checksums are checked.
 * Source: Secret Manager v1 reference, projects.secrets and projects.secrets.versions (read November 2026).
 */
export class SecretManagerState {
  readonly #secrets = new Map<string, Version[]>();
  /** Answers of `access` are damaged, their checksum is not. */
  damagesAnswers = false;
  /** As if something between had dropped the checksum of what is stored. */
  losesChecksums = false;
  /** Every call is refused. */
  refusesAll = false;

  create({ parent, secretId, secret }: { parent: string; secretId: string; secret: Record<string, unknown> | null }) {
    this.#expectAllowed();
    if (!idPattern.test(secretId)) throw new Refusal('INVALID_ARGUMENT', 'Invalid secret ID.');
    if (!(secret?.['replication'] as Record<string, unknown> | undefined)?.['automatic'])
      throw new Refusal('INVALID_ARGUMENT', 'Secret.replication must be provided.');
    const name = `${parent}/secrets/${secretId}`;
    if (this.#secrets.has(name)) throw new Refusal('ALREADY_EXISTS', `Secret [${name}] already exists.`);
    this.#secrets.set(name, []);
    return { name, replication: secret?.['replication'] };
  }

  add({ parent, payload }: { parent: string; payload: { data: Buffer; dataCrc32c: string } }) {
    const versions = this.#secret(parent);
    const sum = Number(payload.dataCrc32c);
    if (payload.data.length === 0 || payload.data.length > largestPayload)
      throw new Refusal('INVALID_ARGUMENT', 'The payload must have between 1 and 65536 bytes.');
    if (sum !== 0 && sum !== checksum(payload.data))
      throw new Refusal('INVALID_ARGUMENT', 'The payload does not match its checksum.');
    versions.push({ state: 'ENABLED', data: payload.data });
    const name = `${parent}/versions/${versions.length}`;
    return { name, state: 'ENABLED', clientSpecifiedPayloadChecksum: sum !== 0 && !this.losesChecksums };
  }

  access({ name }: { name: string }) {
    const version = this.#version(name);
    if (version.state !== 'ENABLED')
      throw new Refusal('FAILED_PRECONDITION', `Secret Version [${name}] is in ${version.state} state.`);
    const sent = Buffer.from(version.data);
    if (this.damagesAnswers) sent.writeUInt8(sent.readUInt8(0) ^ 1, 0);
    return { name, payload: { data: sent, dataCrc32c: String(checksum(version.data)) } };
  }

  list({ parent, filter, pageToken }: { parent: string; filter: string; pageToken: string }) {
    const named = this.#secret(parent).map((version, at) => ({
      name: `${parent}/versions/${at + 1}`,
      state: version.state,
    }));
    if (filter !== '' && filter !== 'NOT state:DESTROYED') throw new Refusal('INVALID_ARGUMENT', 'Invalid filter.');
    const versions = named.filter(({ state }) => filter === '' || state !== 'DESTROYED').reverse();
    const from = Number(pageToken || 0);
    const until = from + pageSize;
    return {
      versions: versions.slice(from, until),
      nextPageToken: until < versions.length ? String(until) : '',
      totalSize: versions.length,
    };
  }

  destroy({ name }: { name: string }) {
    const version = this.#version(name);
    if (version.state === 'DESTROYED')
      throw new Refusal('FAILED_PRECONDITION', `Secret Version [${name}] is in DESTROYED state.`);
    version.state = 'DESTROYED';
    version.data = Buffer.alloc(0);
    return { name, state: 'DESTROYED' };
  }

  /** As an administrator of the project does in its console. */
  disable(name: string): void {
    this.#version(name).state = 'DISABLED';
  }

  /** Full names of the secrets. */
  get names(): readonly string[] {
    return [...this.#secrets.keys()];
  }

  #secret(name: string): Version[] {
    this.#expectAllowed();
    const versions = this.#secrets.get(name);
    if (!versions) throw new Refusal('NOT_FOUND', `Secret [${name}] not found.`);
    return versions;
  }

  #version(name: string): Version {
    const [secret = '', number] = name.split('/versions/');
    const version = this.#secret(secret)[Number(number) - 1];
    if (!version) throw new Refusal('NOT_FOUND', `Secret Version [${name}] not found.`);
    return version;
  }

  #expectAllowed(): void {
    if (this.refusesAll) throw new Refusal('PERMISSION_DENIED', 'Permission denied on the resource.');
  }
}

/** CRC-32C bit by bit, apart from the product's own table. */
function checksum(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0x82f63b78 : sum >>> 1;
  }
  return ~sum >>> 0;
}
