CREATE TABLE scratch.assay_run_fact_0 OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)) AS
SELECT e.subject_key,
  MAX(e.age_us) AS last_age_us,
  SUM(CASE WHEN e.c1 = 1 THEN e.c0 END) AS y0
FROM (
SELECT x.subject_key,
  f.at_us - x.exposed_us AS age_us,
  f.c0,
  f.c1
FROM (
  SELECT CAST(s.unit_id AS STRING) AS subject,
  UNIX_MICROS(TIMESTAMP(s.ts)) AS at_us,
  CAST(s.amount AS FLOAT64) AS c0,
  CASE WHEN CAST(s.status AS STRING) IN ('paid', 'it\'s') THEN 1 ELSE 0 END AS c1
  FROM (
SELECT * FROM orders WHERE state = 'done'
) AS s
  WHERE s.unit_id IS NOT NULL AND TIMESTAMP(s.ts) >= TIMESTAMP('2026-02-15 00:00:00+00') AND TIMESTAMP(s.ts) < TIMESTAMP('2026-03-29 00:00:00+00') AND s.order_date >= '2026-02-14' AND s.order_date < '2026-03-31'
) AS f
JOIN scratch.assay_run_slot AS x ON x.unit = f.subject AND f.at_us >= x.exposed_us AND f.at_us < x.until_us
WHERE x.is_mixed = 0 AND x.variation IN ('control', 'it\'s \\new')
  AND f.at_us - x.exposed_us >= (0)
) AS e
GROUP BY e.subject_key
