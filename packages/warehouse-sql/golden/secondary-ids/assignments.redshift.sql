CREATE TABLE scratch.assay_run_assignment AS

SELECT CAST(s.unit_id AS VARCHAR(1024)) AS subject,
  CAST(s."select" AS VARCHAR(1024)) AS variation,
  DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), CAST(s.ts AS TIMESTAMP)) AS at_us,
  CAST(s.country AS VARCHAR(1024)) AS p0,
  CAST(s."User Id" AS VARCHAR(1024)) AS id0,
  CAST(s.email AS VARCHAR(1024)) AS id1
FROM (
SELECT * FROM assignments WHERE note <> ';' -- all of them
) AS s
WHERE CAST(s."Experiment Id" AS VARCHAR(1024)) = 'check''out' AND s."select" IS NOT NULL AND s.unit_id IS NOT NULL AND CAST(s.ts AS TIMESTAMP) >= CAST('2026-03-01 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-29 00:00:00' AS TIMESTAMP)
