CREATE TABLE scratch.assay_run_fact_0 AS
SELECT e.subject_key,
  MAX(e.age_us) AS last_age_us,
  SUM(CASE WHEN e.c1 = 1 THEN e.c0 END) AS y0
FROM (
SELECT x.subject_key,
  f.at_us - x.exposed_us AS age_us,
  f.c0,
  f.c1
FROM (
  SELECT CAST(s.unit_id AS VARCHAR) AS subject,
  EPOCH_US(CAST(s.ts AS TIMESTAMP)) AS at_us,
  CAST(s.amount AS DOUBLE) AS c0,
  CASE WHEN CAST(s.status AS VARCHAR) IN ('paid', 'it''s') THEN 1 ELSE 0 END AS c1
  FROM (
SELECT * FROM orders WHERE state = 'done'
) AS s
  WHERE s.unit_id IS NOT NULL AND CAST(s.ts AS TIMESTAMP) >= CAST('2026-02-15 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-29 00:00:00' AS TIMESTAMP) AND s.order_date >= '2026-02-14' AND s.order_date < '2026-03-31'
) AS f
JOIN scratch.assay_run_slot AS x ON x.unit = f.subject AND f.at_us >= x.exposed_us AND f.at_us < x.until_us
WHERE x.is_mixed = 0 AND x.variation IN ('control', 'it''s \new')
  AND f.at_us - x.exposed_us >= (0)
) AS e
GROUP BY e.subject_key
