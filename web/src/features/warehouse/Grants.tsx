import type { ConnectionSettings } from '@assay/api-contract';
import { CodeBlock } from '../../components/index.js';

type Postgres = Extract<ConnectionSettings, { kind: 'postgres' }>;

/** A name as Postgres wants it quoted. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** What an administrator of the database runs once, so that the role can read and has its scratch schema. */
export function grantScript({ user, database }: Postgres, scratchSchema: string): string {
  const role = quoted(user || 'assay');
  return [
    `GRANT CONNECT ON DATABASE ${quoted(database || 'shop')} TO ${role};`,
    `GRANT USAGE ON SCHEMA public TO ${role};`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role};`,
    `CREATE SCHEMA IF NOT EXISTS ${quoted(scratchSchema)} AUTHORIZATION ${role};`,
  ].join('\n');
}

export const Grants = ({ settings, scratchSchema }: { settings: Postgres; scratchSchema: string }) => (
  <div>
    <div className="sql-label">Grants</div>
    <div className="sql-description">Run once by an administrator; name your own schema in place of public</div>
    <CodeBlock text={grantScript(settings, scratchSchema)} label="Grant script" />
  </div>
);
