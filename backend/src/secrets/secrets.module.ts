import { Global, Module } from '@nestjs/common';
import { join } from 'node:path';
import { CONFIG, type Config } from '../config/index.js';
import { SecretStore } from './secret-store.js';
import { VaultSecretStore } from './vault.store.js';
import { WriteOnlySecretStore } from './write-only.store.js';

async function openStore({ DATA_DIR, VAULT_KEY_FILE, ASSAY_ROLE }: Config): Promise<SecretStore> {
  const vault = await VaultSecretStore.open({
    folder: join(DATA_DIR, 'vault'),
    keyFile: VAULT_KEY_FILE ?? join(DATA_DIR, 'vault.key'),
    mayMakeKey: VAULT_KEY_FILE === undefined,
  });
  return ASSAY_ROLE === 'api' ? new WriteOnlySecretStore(vault) : vault;
}

@Global()
@Module({
  providers: [{ provide: SecretStore, inject: [CONFIG], useFactory: openStore }],
  exports: [SecretStore],
})
export class SecretsModule {}
