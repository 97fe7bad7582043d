export { type Config, environment, readConfig, settingsTable } from './config.js';
export { CONFIG, ConfigModule } from './config.module.js';
export { keptSecret } from './kept-secret.js';
