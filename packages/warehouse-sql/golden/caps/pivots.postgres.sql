CREATE UNLOGGED TABLE scratch.assay_run_pivot_0 AS
SELECT s.variation,
  COALESCE(AVG(s.v0), 0) AS pivot0,
  COALESCE(AVG(CASE WHEN s.v0 > c.upper1 THEN c.upper1 WHEN s.v0 < c.lower1 THEN c.lower1 ELSE s.v0 END), 0) AS pivot1,
  COALESCE(AVG(CASE WHEN s.v1 > c.upper2 THEN c.upper2 ELSE s.v1 END), 0) AS pivot2,
  COALESCE(AVG(s.v2), 0) AS pivot3
FROM scratch.assay_run_subject_0 AS s CROSS JOIN scratch.assay_run_cap_0 AS c
GROUP BY s.variation
