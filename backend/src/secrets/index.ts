export { SecretStore } from './secret-store.js';
export { SecretsModule } from './secrets.module.js';
