CREATE UNLOGGED TABLE scratch.assay_run_assignment AS

SELECT CAST(s.unit_id AS TEXT) AS subject,
  CAST(s."select" AS TEXT) AS variation,
  CAST(EXTRACT(EPOCH FROM CAST(s.ts AS TIMESTAMP)) * 1000000 AS BIGINT) AS at_us,
  CAST(s.country AS TEXT) AS p0,
  CAST(s."User Id" AS TEXT) AS id0,
  CAST(s.email AS TEXT) AS id1
FROM (
SELECT * FROM assignments WHERE note <> ';' -- all of them
) AS s
WHERE CAST(s."Experiment Id" AS TEXT) = 'check''out' AND s."select" IS NOT NULL AND s.unit_id IS NOT NULL AND CAST(s.ts AS TIMESTAMP) >= CAST('2026-03-01 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-29 00:00:00' AS TIMESTAMP)
