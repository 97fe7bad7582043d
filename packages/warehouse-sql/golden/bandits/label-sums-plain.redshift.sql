SELECT action,
  attribute_no,
  label,
  n,
  d0
FROM (
  SELECT a.*, CASE WHEN g0 IS NOT NULL THEN 0 END AS attribute_no, COALESCE(g0, NULL) AS label
  FROM (
    SELECT r.action,
  r.g0,
  COUNT(*) AS n,
  SUM(r.d0) AS d0
    FROM scratch.assay_run_row AS r
    GROUP BY GROUPING SETS ((r.action, r.g0))
  ) AS a
) AS b
