CREATE TABLE scratch.assay_run_point_0 AS
SELECT e.subject_key,
  x.variation,
  e.c0 AS v,
  CASE WHEN e.c0 > 0 THEN 100000 + FLOOR(16 * LN(e.c0)) WHEN e.c0 < 0 THEN -100000 - FLOOR(16 * LN(-e.c0)) ELSE 0 END AS bucket_no,
  COALESCE(l0.label, '(other)') AS g0,
  COALESCE(l1.label, '(other)') AS g1
FROM scratch.assay_run_event_0 AS e
JOIN scratch.assay_run_exposure AS x ON x.subject_key = e.subject_key
LEFT JOIN scratch.assay_run_property_value AS l0 ON l0.property_no = 0 AND l0.value = COALESCE(x.p0, '(none)')
LEFT JOIN scratch.assay_run_property_value AS l1 ON l1.property_no = 1 AND l1.value = COALESCE(x.p1, '(none)')
WHERE e.age_us >= 0 AND e.c1 = 1 AND e.c0 IS NOT NULL
