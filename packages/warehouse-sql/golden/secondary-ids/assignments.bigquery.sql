CREATE TABLE scratch.assay_run_assignment OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)) AS

SELECT CAST(s.unit_id AS STRING) AS subject,
  CAST(s.`select` AS STRING) AS variation,
  UNIX_MICROS(TIMESTAMP(s.ts)) AS at_us,
  CAST(s.country AS STRING) AS p0,
  CAST(s.`User Id` AS STRING) AS id0,
  CAST(s.email AS STRING) AS id1
FROM (
SELECT * FROM assignments WHERE note <> ';' -- all of them
) AS s
WHERE CAST(s.`Experiment Id` AS STRING) = 'check\'out' AND s.`select` IS NOT NULL AND s.unit_id IS NOT NULL AND TIMESTAMP(s.ts) >= TIMESTAMP('2026-03-01 00:00:00+00') AND TIMESTAMP(s.ts) < TIMESTAMP('2026-03-29 00:00:00+00')
