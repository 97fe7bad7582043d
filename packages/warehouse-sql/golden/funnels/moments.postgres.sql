SELECT variation,
  property_no,
  label,
  m0_n,
  m0_s0,
  m0_d0,
  m0_q0_0,
  m0_t0,
  m0_t1
FROM (
  SELECT a.*, -1 AS property_no, CAST(NULL AS TEXT) AS label
  FROM (
  SELECT t.variation,
  COUNT(t.y3) AS m0_n,
  SUM(t.y3) AS m0_s0,
  SUM(t.d3) AS m0_d0,
  SUM(t.d3 * t.d3) AS m0_q0_0,
  SUM(t.y4) AS m0_t0,
  SUM(t.y5) AS m0_t1
  FROM (
    SELECT s.variation,
  s.v3 AS y3,
  s.v3 - p.pivot3 AS d3,
  s.v4 AS y4,
  s.v4 - p.pivot4 AS d4,
  s.v5 AS y5,
  s.v5 - p.pivot5 AS d5
    FROM scratch.assay_run_subject_0 AS s JOIN scratch.assay_run_pivot_0 AS p ON p.variation = s.variation
  ) AS t
  GROUP BY t.variation
) AS a
) AS b
