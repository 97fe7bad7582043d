export { createDatabase, startPostgres, type Template, type TestDatabase } from './postgres.js';
