import pg from 'pg';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import { applicationRole } from './tenancy.js';

/**
 * Opens the connections of this process. Every one of them runs as the application role, whatever the login.
 * The entities are those that have been imported by now: importing a store is what registers its rows.
 */
export async function openDataSource(url: string, poolSize: number): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    driver: pg,
    entities: getMetadataArgsStorage().tables.map(({ target }) => target),
    synchronize: false,
    migrationsRun: false,
    logging: false,
    poolSize,
    extra: {
      application_name: 'assay',
      connectionTimeoutMillis: 5_000,
      options: `-c role=${applicationRole} -c timezone=UTC -c statement_timeout=30000 -c idle_in_transaction_session_timeout=120000`,
    },
    poolErrorHandler: () => {
      // A connection that the server closed while idle; the pool opens another when it needs one.
    },
  });
  return dataSource.initialize();
}
