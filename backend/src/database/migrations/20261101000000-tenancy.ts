/**
 * The application role and the one question every row policy asks.
 * `app.organisation_id` and `app.across_organisations` are set per transaction by the Database service.
 */
export const up = `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'assay_app') THEN
      CREATE ROLE assay_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- another database of the same server made it at the same moment
  END $$;
  GRANT assay_app TO CURRENT_USER;
  GRANT USAGE ON SCHEMA public TO assay_app;

  CREATE FUNCTION in_tenant_scope(organisation_id text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN organisation_id = current_setting('app.organisation_id', true)
      OR coalesce(current_setting('app.across_organisations', true), '') = 'on';
  GRANT EXECUTE ON FUNCTION in_tenant_scope(text) TO assay_app;
`;

/** The role stays: it belongs to the server, and other databases may use it. */
export const down = `
  DROP FUNCTION in_tenant_scope(text);
  REVOKE USAGE ON SCHEMA public FROM assay_app;
`;
