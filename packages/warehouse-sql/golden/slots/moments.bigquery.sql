SELECT variation,
  property_no,
  label,
  CASE WHEN property_no = -1 OR m0_n >= 5 OR m0_n = 0 THEN m0_n END AS m0_n,
  CASE WHEN CASE WHEN property_no = -1 THEN m0_ok ELSE MIN(m0_ok) OVER (PARTITION BY property_no) END = 1 THEN m0_s0 END AS m0_s0,
  CASE WHEN CASE WHEN property_no = -1 THEN m0_ok ELSE MIN(m0_ok) OVER (PARTITION BY property_no) END = 1 THEN m0_s1 END AS m0_s1,
  CASE WHEN CASE WHEN property_no = -1 THEN m0_ok ELSE MIN(m0_ok) OVER (PARTITION BY property_no) END = 1 THEN m0_d0 END AS m0_d0,
  CASE WHEN CASE WHEN property_no = -1 THEN m0_ok ELSE MIN(m0_ok) OVER (PARTITION BY property_no) END = 1 THEN m0_d1 END AS m0_d1,
  CASE WHEN CASE WHEN property_no = -1 THEN m0_ok ELSE MIN(m0_ok) OVER (PARTITION BY property_no) END = 1 THEN m0_q0_0 END AS m0_q0_0,
  CASE WHEN CASE WHEN property_no = -1 THEN m0_ok ELSE MIN(m0_ok) OVER (PARTITION BY property_no) END = 1 THEN m0_q1_0 END AS m0_q1_0,
  CASE WHEN CASE WHEN property_no = -1 THEN m0_ok ELSE MIN(m0_ok) OVER (PARTITION BY property_no) END = 1 THEN m0_q1_1 END AS m0_q1_1,
  CASE WHEN property_no = -1 OR m1_n >= 5 OR m1_n = 0 THEN m1_n END AS m1_n,
  CASE WHEN CASE WHEN property_no = -1 THEN m1_ok ELSE MIN(m1_ok) OVER (PARTITION BY property_no) END = 1 THEN m1_s0 END AS m1_s0,
  CASE WHEN CASE WHEN property_no = -1 THEN m1_ok ELSE MIN(m1_ok) OVER (PARTITION BY property_no) END = 1 THEN m1_d0 END AS m1_d0,
  CASE WHEN CASE WHEN property_no = -1 THEN m1_ok ELSE MIN(m1_ok) OVER (PARTITION BY property_no) END = 1 THEN m1_q0_0 END AS m1_q0_0
FROM (
  SELECT a.*, CASE WHEN g0 IS NOT NULL THEN 0 ELSE -1 END AS property_no, COALESCE(g0, NULL) AS label
  FROM (
  SELECT t.variation, t.g0,
  COUNT(t.y0) AS m0_n,
  SUM(t.y0) AS m0_s0,
  SUM(t.y1) AS m0_s1,
  SUM(t.d0) AS m0_d0,
  SUM(t.d1) AS m0_d1,
  SUM(t.d0 * t.d0) AS m0_q0_0,
  SUM(t.d1 * t.d0) AS m0_q1_0,
  SUM(t.d1 * t.d1) AS m0_q1_1,
  CASE WHEN COUNT(t.y0) >= 7 AND COUNT(DISTINCT CASE WHEN t.y0 IS NOT NULL THEN t.unit END) >= 5 AND COUNT(DISTINCT CASE WHEN t.y0 <> 0 THEN t.unit END) >= 5 AND COUNT(DISTINCT CASE WHEN t.y0 * t.y1 <> 0 THEN t.unit END) >= 5 AND COUNT(DISTINCT CASE WHEN t.y1 <> 0 THEN t.unit END) >= 5 THEN 1 ELSE 0 END AS m0_ok,
  COUNT(t.y2) AS m1_n,
  SUM(t.y2) AS m1_s0,
  SUM(t.d2) AS m1_d0,
  SUM(t.d2 * t.d2) AS m1_q0_0,
  CASE WHEN COUNT(t.y2) >= 6 AND COUNT(DISTINCT CASE WHEN t.y2 IS NOT NULL THEN t.unit END) >= 5 THEN 1 ELSE 0 END AS m1_ok
  FROM (
    SELECT s.variation,
  s.unit,
  s.g0,
  CASE WHEN s.v0 > c.upper0 THEN c.upper0 ELSE s.v0 END AS y0,
  CASE WHEN s.v0 > c.upper0 THEN c.upper0 ELSE s.v0 END - p.pivot0 AS d0,
  s.v1 AS y1,
  s.v1 - p.pivot1 AS d1,
  s.v2 AS y2,
  s.v2 - p.pivot2 AS d2
    FROM scratch.assay_run_slot_subject AS s CROSS JOIN scratch.assay_run_cap_0 AS c JOIN scratch.assay_run_pivot_0 AS p ON p.variation = s.variation
  ) AS t
  GROUP BY GROUPING SETS ((t.variation), (t.variation, t.g0))
) AS a
) AS b
