CREATE TABLE scratch.assay_run_event_0 AS

SELECT x.subject_key,
  f.at_us - x.exposed_us AS age_us,
  (f.at_us) / (86400000000) - x.exposed_day AS calendar_age,
  f.c0,
  f.c1,
  f.c2,
  f.c3,
  f.c4
FROM (
  SELECT CAST(s.unit_id AS VARCHAR(1024)) AS subject,
  DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), CAST(s.ts AS TIMESTAMP)) AS at_us,
  CAST(s.amount AS DOUBLE PRECISION) AS c0,
  CASE WHEN CAST(s.status AS VARCHAR(1024)) IN ('paid', 'it''s') THEN 1 ELSE 0 END AS c1,
  CASE WHEN (s.status IS NULL OR CAST(s.status AS VARCHAR(1024)) NOT IN ('void')) THEN 1 ELSE 0 END AS c2,
  CAST(s.amount AS VARCHAR(1024)) AS c3,
  CASE WHEN s.amount IS NOT NULL THEN 1 END AS c4
  FROM (
SELECT * FROM orders WHERE state = 'done'
) AS s
  WHERE s.unit_id IS NOT NULL AND CAST(s.ts AS TIMESTAMP) >= CAST('2026-02-15 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-29 00:00:00' AS TIMESTAMP) AND s.order_date >= '2026-02-14' AND s.order_date < '2026-03-31'
) AS f
JOIN scratch.assay_run_exposure AS x ON x.subject = f.subject
WHERE x.is_mixed = 0 AND x.variation IN ('control', ('it''s ' || CHR(92) || 'new'))
  AND f.at_us - x.exposed_us >= (-1209600000000)
