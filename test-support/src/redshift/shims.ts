/**
 * Functions and system views that Redshift has and PostgreSQL has not, in its spelling. A date part arrives as text:
 * `asPostgres` quotes it. DATEDIFF counts the boundaries between two times, weeks from Sunday.
 * Source: Redshift developer guide, Date and time functions; SVV_TABLES; SVV_COLUMNS (November 2026).
 */
export const redshiftShims = `
CREATE FUNCTION dateadd(part TEXT, n BIGINT, t TIMESTAMP) RETURNS TIMESTAMP LANGUAGE SQL IMMUTABLE AS $$
  SELECT CASE part
    WHEN 'year' THEN t + make_interval(years => n::int)
    WHEN 'quarter' THEN t + make_interval(months => (n * 3)::int)
    WHEN 'month' THEN t + make_interval(months => n::int)
    WHEN 'week' THEN t + make_interval(weeks => n::int)
    WHEN 'day' THEN t + make_interval(days => n::int)
    WHEN 'hour' THEN t + n * INTERVAL '1 hour'
    WHEN 'minute' THEN t + n * INTERVAL '1 minute'
    WHEN 'second' THEN t + n * INTERVAL '1 second'
    WHEN 'millisecond' THEN t + n * INTERVAL '1 millisecond'
    WHEN 'microsecond' THEN t + n * INTERVAL '1 microsecond'
  END $$;
CREATE FUNCTION datediff(part TEXT, a TIMESTAMP, b TIMESTAMP) RETURNS BIGINT LANGUAGE SQL IMMUTABLE AS $$
  SELECT CASE part
    WHEN 'year' THEN (EXTRACT(YEAR FROM b) - EXTRACT(YEAR FROM a))::bigint
    WHEN 'quarter' THEN
      ((EXTRACT(YEAR FROM b) - EXTRACT(YEAR FROM a)) * 4 + EXTRACT(QUARTER FROM b) - EXTRACT(QUARTER FROM a))::bigint
    WHEN 'month' THEN
      ((EXTRACT(YEAR FROM b) - EXTRACT(YEAR FROM a)) * 12 + EXTRACT(MONTH FROM b) - EXTRACT(MONTH FROM a))::bigint
    WHEN 'week' THEN
      ((date_trunc('week', b + INTERVAL '1 day')::date - date_trunc('week', a + INTERVAL '1 day')::date) / 7)::bigint
    WHEN 'day' THEN (b::date - a::date)::bigint
    WHEN 'hour' THEN (EXTRACT(EPOCH FROM date_trunc('hour', b) - date_trunc('hour', a)) / 3600)::bigint
    WHEN 'minute' THEN (EXTRACT(EPOCH FROM date_trunc('minute', b) - date_trunc('minute', a)) / 60)::bigint
    WHEN 'second' THEN EXTRACT(EPOCH FROM date_trunc('second', b) - date_trunc('second', a))::bigint
    WHEN 'millisecond' THEN (EXTRACT(EPOCH FROM b - a) * 1000)::bigint
    WHEN 'microsecond' THEN (EXTRACT(EPOCH FROM b - a) * 1000000)::bigint
  END $$;
CREATE FUNCTION getdate() RETURNS TIMESTAMP LANGUAGE SQL STABLE AS $$
  SELECT date_trunc('second', now() AT TIME ZONE 'UTC') $$;
CREATE FUNCTION sysdate() RETURNS TIMESTAMP LANGUAGE SQL STABLE AS $$ SELECT now() AT TIME ZONE 'UTC' $$;
CREATE FUNCTION nvl(anycompatible, anycompatible) RETURNS anycompatible LANGUAGE SQL IMMUTABLE AS $$
  SELECT COALESCE($1, $2) $$;
CREATE FUNCTION len(TEXT) RETURNS INT LANGUAGE SQL IMMUTABLE AS $$ SELECT length($1) $$;
CREATE FUNCTION convert_timezone(zone TEXT, t TIMESTAMP) RETURNS TIMESTAMP LANGUAGE SQL IMMUTABLE AS $$
  SELECT (t AT TIME ZONE 'UTC') AT TIME ZONE zone $$;
CREATE FUNCTION convert_timezone(source TEXT, target TEXT, t TIMESTAMP) RETURNS TIMESTAMP LANGUAGE SQL IMMUTABLE AS $$
  SELECT (t AT TIME ZONE source) AT TIME ZONE target $$;
CREATE FUNCTION fnv_hash(TEXT) RETURNS BIGINT LANGUAGE SQL IMMUTABLE AS $$ SELECT hashtextextended($1, 0) $$;
CREATE FUNCTION trunc(TIMESTAMP) RETURNS DATE LANGUAGE SQL IMMUTABLE AS $$ SELECT $1::date $$;
CREATE VIEW svv_tables AS
  SELECT table_catalog, table_schema, table_name, table_type FROM information_schema.tables
  WHERE table_name NOT LIKE 'svv\\_%' AND table_schema NOT IN ('pg_catalog', 'information_schema');
CREATE VIEW svv_columns AS
  SELECT c.table_catalog, c.table_schema, c.table_name, c.column_name, c.ordinal_position, c.is_nullable, c.data_type
  FROM information_schema.columns AS c JOIN svv_tables USING (table_schema, table_name);
GRANT SELECT ON svv_tables, svv_columns TO PUBLIC;
`;
