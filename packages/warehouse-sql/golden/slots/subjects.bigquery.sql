CREATE TABLE scratch.assay_run_slot_subject OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)) AS
SELECT x.subject_key,
  x.unit,
  x.variation,
  x.exposed_us,
  x.exposed_day,
  CAST(COALESCE(f0.y0, 0) AS FLOAT64) AS v0
FROM scratch.assay_run_slot AS x
LEFT JOIN scratch.assay_run_fact_0 AS f0 ON f0.subject_key = x.subject_key
WHERE x.is_mixed = 0 AND x.variation IN ('control', 'it\'s \\new')
