import { Global, Module } from '@nestjs/common';
import { join } from 'node:path';
import { CONFIG, type Config } from '../config/index.js';
import { GoogleSecretStore } from './google.store.js';
import { SecretStore } from './secret-store.js';
import { VaultSecretStore } from './vault.store.js';
import { WriteOnlySecretStore } from './write-only.store.js';

async function openStore(config: Config): Promise<SecretStore> {
  const store = await openKind(config);
  return config.ASSAY_ROLE === 'api' ? new WriteOnlySecretStore(store) : store;
}

async function openKind({ SECRETS, DATA_DIR, VAULT_KEY_FILE, GOOGLE_PROJECT }: Config): Promise<SecretStore> {
  switch (SECRETS) {
    case 'google':
      return GoogleSecretStore.open({ projectId: GOOGLE_PROJECT });
    case 'vault':
      return VaultSecretStore.open({
        folder: join(DATA_DIR, 'vault'),
        keyFile: VAULT_KEY_FILE ?? join(DATA_DIR, 'vault.key'),
        mayMakeKey: VAULT_KEY_FILE === undefined,
      });
    default:
      return SECRETS satisfies never;
  }
}

@Global()
@Module({
  providers: [{ provide: SecretStore, inject: [CONFIG], useFactory: openStore }],
  exports: [SecretStore],
})
export class SecretsModule {}
