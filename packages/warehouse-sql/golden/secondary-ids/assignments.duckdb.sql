CREATE TABLE scratch.assay_run_assignment AS

SELECT CAST(s.unit_id AS VARCHAR) AS subject,
  CAST(s."select" AS VARCHAR) AS variation,
  EPOCH_US(CAST(s.ts AS TIMESTAMP)) AS at_us,
  CAST(s.country AS VARCHAR) AS p0,
  CAST(s."User Id" AS VARCHAR) AS id0,
  CAST(s.email AS VARCHAR) AS id1
FROM (
SELECT * FROM assignments WHERE note <> ';' -- all of them
) AS s
WHERE CAST(s."Experiment Id" AS VARCHAR) = 'check''out' AND s."select" IS NOT NULL AND s.unit_id IS NOT NULL AND CAST(s.ts AS TIMESTAMP) >= CAST('2026-03-01 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-29 00:00:00' AS TIMESTAMP)
