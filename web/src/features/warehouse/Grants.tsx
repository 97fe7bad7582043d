import type { ConnectionSettings } from '@assay/api-contract';
import { CodeBlock } from '../../components/index.js';

type Granting = Exclude<ConnectionSettings, { kind: 'duckdb' }>;

/** A name as PostgreSQL and Redshift want it quoted. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A name as Databricks wants it quoted. */
const ticked = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

const shellSafe = (name: string): string => name.replace(/[^\w:.-]/g, '');

/** Snowflake keeps a plain name in upper case; Assay writes plain names without quotes. */
const foldedUp = (name: string): string =>
  /^(?:[A-Z_][A-Z0-9_]*|[a-z_][a-z0-9_]*)$/.test(name) ? name.toUpperCase() : quoted(name);

/** What an administrator of the database runs once, so that the user can read and has its scratch schema. */
export function grantScript(settings: Granting, scratchSchema: string): string {
  const scratch = quoted(scratchSchema);
  switch (settings.kind) {
    case 'postgres': {
      const role = quoted(settings.user || 'assay');
      return [
        `GRANT CONNECT ON DATABASE ${quoted(settings.database || 'shop')} TO ${role};`,
        `GRANT USAGE ON SCHEMA public TO ${role};`,
        `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role};`,
        `CREATE SCHEMA IF NOT EXISTS ${scratch} AUTHORIZATION ${role};`,
      ].join('\n');
    }
    case 'redshift': {
      const role = settings.roleArn?.split('/').at(-1) ?? 'assay';
      const user = quoted(settings.user ?? `IAMR:${role}`);
      return [
        `CREATE USER ${user} PASSWORD DISABLE;`,
        `GRANT USAGE ON SCHEMA public TO ${user};`,
        `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${user};`,
        `CREATE SCHEMA IF NOT EXISTS ${scratch} AUTHORIZATION ${user};`,
      ].join('\n');
    }
    case 'bigquery': {
      // A shell reads these: nothing but what such names are made of.
      const project = shellSafe(settings.project) || 'acme-shop';
      const dataset = shellSafe(scratchSchema);
      const account = `assay@${project}.iam.gserviceaccount.com`;
      return [
        `gcloud iam service-accounts create assay --project=${project}`,
        `gcloud projects add-iam-policy-binding ${project} --role=roles/bigquery.jobUser --member=serviceAccount:${account} --condition=None`,
        `bq --location=${shellSafe(settings.location) || 'EU'} mk --dataset ${project}:${dataset}`,
        `bq query --use_legacy_sql=false "GRANT \\\`roles/bigquery.dataEditor\\\` ON SCHEMA ${dataset} TO 'serviceAccount:${account}'"`,
        `bq query --use_legacy_sql=false "GRANT \\\`roles/bigquery.dataViewer\\\` ON SCHEMA shop TO 'serviceAccount:${account}'"`,
      ].join('\n');
    }
    case 'databricks': {
      const principal = ticked(settings.clientId ?? 'assay@acme.example');
      const catalog = ticked(settings.catalog || 'shop');
      const scratchAt = `${catalog}.${ticked(scratchSchema)}`;
      return [
        `GRANT USE CATALOG ON CATALOG ${catalog} TO ${principal};`,
        `GRANT USE SCHEMA, SELECT ON SCHEMA ${catalog}.\`default\` TO ${principal};`,
        `CREATE SCHEMA IF NOT EXISTS ${scratchAt};`,
        `GRANT USE SCHEMA, CREATE TABLE, SELECT, MODIFY ON SCHEMA ${scratchAt} TO ${principal};`,
      ].join('\n');
    }
    case 'snowflake': {
      const role = foldedUp(settings.role ?? 'ASSAY');
      const database = foldedUp(settings.database || 'SHOP');
      return [
        `CREATE ROLE IF NOT EXISTS ${role};`,
        `GRANT USAGE ON WAREHOUSE ${foldedUp(settings.warehouse || 'ANALYTICS')} TO ROLE ${role};`,
        `GRANT USAGE ON DATABASE ${database} TO ROLE ${role};`,
        `GRANT USAGE ON SCHEMA ${database}.PUBLIC TO ROLE ${role};`,
        `GRANT SELECT ON ALL TABLES IN SCHEMA ${database}.PUBLIC TO ROLE ${role};`,
        `CREATE SCHEMA IF NOT EXISTS ${database}.${foldedUp(scratchSchema)};`,
        `GRANT OWNERSHIP ON SCHEMA ${database}.${foldedUp(scratchSchema)} TO ROLE ${role};`,
        ...(settings.user === null ? [] : [`GRANT ROLE ${role} TO USER ${foldedUp(settings.user)};`]),
      ].join('\n');
    }
    default:
      return settings satisfies never;
  }
}

/** The schema of the customer that a script names until another is put in its place. */
const namedSchema: Readonly<Record<Granting['kind'], string>> = {
  ...{ postgres: 'public', redshift: 'public', snowflake: 'public', bigquery: 'shop', databricks: 'default' },
};

export const Grants = ({ settings, scratchSchema }: { settings: Granting; scratchSchema: string }) => (
  <div>
    <div className="sql-label">Grants</div>
    <div className="sql-description">
      Run once by an administrator; name your own schema in place of {namedSchema[settings.kind]}
    </div>
    <CodeBlock text={grantScript(settings, scratchSchema)} label="Grant script" />
  </div>
);
