CREATE TRANSIENT TABLE scratch.assay_run_reward AS
SELECT s.action,
  COALESCE(CAST(f.y0 AS DOUBLE), 0) AS y,
  s.x0,
  s.x1,
  COALESCE(NULLIF(s.c0, ''), '(other)') AS c0,
  COALESCE(NULLIF(s.c1, ''), '(other)') AS c1
FROM scratch.assay_run_decision AS s
LEFT JOIN scratch.assay_run_fact_0 AS f ON f.subject_key = s.subject_key
