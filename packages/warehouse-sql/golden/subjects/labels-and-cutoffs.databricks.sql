CREATE TABLE scratch.assay_run_subject_0 AS
SELECT x.subject_key,
  x.variation,
  x.exposed_us,
  x.exposed_day,
  COALESCE(l0.label, '(other)') AS g0,
  COALESCE(l1.label, '(other)') AS g1,
  CAST(COALESCE(f0.y0, 0) AS DOUBLE) AS v0,
  CASE WHEN (x.exposed_day + 8) * 86400000000 <= 1774742400000000 THEN CAST(COALESCE(f0.y3, 0) AS DOUBLE) END AS v1,
  CASE WHEN x.exposed_us + 259200000000 <= 1774742400000000 THEN CAST(COALESCE(f1.y0, 0) AS DOUBLE) END AS v2
FROM scratch.assay_run_exposure AS x
LEFT JOIN scratch.assay_run_fact_0 AS f0 ON f0.subject_key = x.subject_key
LEFT JOIN scratch.assay_run_fact_1 AS f1 ON f1.subject_key = x.subject_key
LEFT JOIN scratch.assay_run_property_value AS l0 ON l0.property_no = 0 AND l0.value = COALESCE(x.p0, '(none)')
LEFT JOIN scratch.assay_run_property_value AS l1 ON l1.property_no = 1 AND l1.value = COALESCE(x.p1, '(none)')
WHERE x.is_mixed = 0 AND x.variation IN ('control', 'it\'s \\new')
