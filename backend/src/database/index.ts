export { openDataSource } from './data-source.js';
export { Database, DATABASE_URL, type Transaction } from './database.service.js';
export { DatabaseModule } from './database.module.js';
export { migrate, type Migration, readMigrations, revert } from './migrations.js';
export { applicationRole, tenantTable } from './tenancy.js';
