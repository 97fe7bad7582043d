SELECT action,
  attribute_no,
  label,
  n,
  CASE WHEN MIN(ok0) OVER (PARTITION BY action, attribute_no) = 1 THEN d0 END AS d0,
  CASE WHEN MIN(ok1) OVER (PARTITION BY action, attribute_no) = 1 THEN d1 END AS d1,
  CASE WHEN MIN(ok2) OVER (PARTITION BY action, attribute_no) = 1 THEN d2 END AS d2
FROM (
  SELECT a.*, CASE WHEN g0 IS NOT NULL THEN 0 WHEN g1 IS NOT NULL THEN 1 END AS attribute_no, COALESCE(g0, g1, NULL) AS label
  FROM (
    SELECT r.action,
  r.g0,
  r.g1,
  COUNT(*) AS n,
  SUM(r.d0) AS d0,
  SUM(r.d1) AS d1,
  SUM(r.d2) AS d2,
  CASE WHEN SUM(r.t0) >= 10 THEN 1 ELSE 0 END AS ok0,
  CASE WHEN SUM(r.t1) >= 10 THEN 1 ELSE 0 END AS ok1,
  CASE WHEN SUM(r.t2) >= 10 THEN 1 ELSE 0 END AS ok2
    FROM scratch.assay_run_row AS r
    GROUP BY GROUPING SETS ((r.action, r.g0), (r.action, r.g1))
  ) AS a
) AS b
