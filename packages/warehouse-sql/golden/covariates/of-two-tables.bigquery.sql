SELECT variation,
  n,
  CASE WHEN n >= 8 AND k0_0 >= 5 THEN e0 END AS e0,
  CASE WHEN n >= 8 AND k0_0 >= 5 THEN e1 END AS e1,
  CASE WHEN n >= 8 AND k0_0 >= 5 THEN e2 END AS e2,
  CASE WHEN n >= 8 THEN e3 END AS e3
FROM (
  SELECT t0.variation,
  COUNT(*) AS n,
  SUM(t0.y0) AS e0,
  SUM(t0.d0) AS e1,
  SUM(t0.d0 * t0.d0) AS e2,
  SUM(t0.d1 * t1.d2) AS e3,
  SUM(CASE WHEN t0.y0 <> 0 THEN 1 ELSE 0 END) AS k0_0
  FROM (
    SELECT s.subject_key,
  s.variation,
  CASE WHEN s.v0 > c.upper1 THEN c.upper1 WHEN s.v0 < c.lower1 THEN c.lower1 ELSE s.v0 END AS y0,
  CASE WHEN s.v0 > c.upper1 THEN c.upper1 WHEN s.v0 < c.lower1 THEN c.lower1 ELSE s.v0 END - p.pivot1 AS d0,
  s.v2 AS y1,
  s.v2 - p.pivot3 AS d1
    FROM scratch.assay_run_subject_0 AS s CROSS JOIN scratch.assay_run_cap_0 AS c JOIN scratch.assay_run_pivot_0 AS p ON p.variation = s.variation
  ) AS t0
  JOIN (
    SELECT s.subject_key,
  s.variation,
  s.v2 AS y2,
  s.v2 - p.pivot3 AS d2
    FROM scratch.assay_run_subject_0 AS s JOIN scratch.assay_run_pivot_0 AS p ON p.variation = s.variation
  ) AS t1 ON t1.subject_key = t0.subject_key
  GROUP BY t0.variation
) AS a
