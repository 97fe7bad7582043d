CREATE TABLE scratch.assay_run_subject_0 OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)) AS
SELECT x.subject_key,
  x.cluster_key,
  x.variation,
  x.exposed_us,
  x.exposed_day,
  CAST(COALESCE(f0.y0, 0) AS FLOAT64) AS v0,
  CASE WHEN x.exposed_us + 86400000000 <= 1774742400000000 THEN CAST(1 AS FLOAT64) END AS v1
FROM scratch.assay_run_member AS x
LEFT JOIN scratch.assay_run_fact_0 AS f0 ON f0.subject_key = x.subject_key
WHERE x.is_mixed = 0 AND x.variation IN ('control', 'it\'s \\new')
