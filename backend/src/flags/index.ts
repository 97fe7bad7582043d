export { compileRegex } from './checks/pattern.js';
export type { Environment, Published } from './environments/environment.js';
export { EnvironmentsService } from './environments/environments.service.js';
export { FlagsModule } from './flags.module.js';
export { FlagsService } from './flags.service.js';
export { type SdkKey, sdkKeyChannel } from './sdk-keys/sdk-key.js';
export type { OpenKey } from './sdk-keys/sdk-key.store.js';
export { SdkKeysService } from './sdk-keys/sdk-keys.service.js';
export { type PublishedFlag, totalShards, writeFlag } from './ufc.js';
