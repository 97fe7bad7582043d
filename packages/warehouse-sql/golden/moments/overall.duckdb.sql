SELECT variation,
  property_no,
  label,
  m0_n,
  m0_s0,
  m0_s1,
  m0_d0,
  m0_d1,
  m0_q0_0,
  m0_q1_0,
  m0_q1_1,
  m1_n,
  m1_s0,
  m1_d0,
  m1_q0_0
FROM (
  SELECT a.*, -1 AS property_no, CAST(NULL AS VARCHAR) AS label
  FROM (
  SELECT t.variation,
  COUNT(t.y1) AS m0_n,
  SUM(t.y1) AS m0_s0,
  SUM(t.y2) AS m0_s1,
  SUM(t.d1) AS m0_d0,
  SUM(t.d2) AS m0_d1,
  SUM(t.d1 * t.d1) AS m0_q0_0,
  SUM(t.d2 * t.d1) AS m0_q1_0,
  SUM(t.d2 * t.d2) AS m0_q1_1,
  COUNT(t.y3) AS m1_n,
  SUM(t.y3) AS m1_s0,
  SUM(t.d3) AS m1_d0,
  SUM(t.d3 * t.d3) AS m1_q0_0
  FROM (
    SELECT s.variation,
  CASE WHEN s.v0 > c.upper1 THEN c.upper1 WHEN s.v0 < c.lower1 THEN c.lower1 ELSE s.v0 END AS y1,
  CASE WHEN s.v0 > c.upper1 THEN c.upper1 WHEN s.v0 < c.lower1 THEN c.lower1 ELSE s.v0 END - p.pivot1 AS d1,
  CASE WHEN s.v1 > c.upper2 THEN c.upper2 ELSE s.v1 END AS y2,
  CASE WHEN s.v1 > c.upper2 THEN c.upper2 ELSE s.v1 END - p.pivot2 AS d2,
  s.v2 AS y3,
  s.v2 - p.pivot3 AS d3
    FROM scratch.assay_run_subject_0 AS s CROSS JOIN scratch.assay_run_cap_0 AS c JOIN scratch.assay_run_pivot_0 AS p ON p.variation = s.variation
  ) AS t
  GROUP BY t.variation
) AS a
) AS b
