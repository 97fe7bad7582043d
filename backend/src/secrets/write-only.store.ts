import { SecretStore } from './secret-store.js';

/** What the API process gets: it takes credentials from people and can never read one back. */
export class WriteOnlySecretStore extends SecretStore {
  constructor(private readonly target: SecretStore) {
    super();
  }

  put(name: string, value: string): Promise<string> {
    return this.target.put(name, value);
  }

  async access(): Promise<string> {
    throw new Error('only a worker reads credentials');
  }

  destroy(name: string, version?: string): Promise<void> {
    return this.target.destroy(name, version);
  }
}
