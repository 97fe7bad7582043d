SELECT r.action,
  COUNT(*) AS n,
  CASE WHEN SUM(r.t0) >= 10 THEN SUM(r.z0) END AS s0,
  CASE WHEN SUM(r.t0) >= 10 THEN SUM(r.d0) END AS d0,
  CASE WHEN SUM(r.t1) >= 10 THEN SUM(r.z1) END AS s1,
  CASE WHEN SUM(r.t1) >= 10 THEN SUM(r.d1) END AS d1,
  CASE WHEN SUM(r.t2) >= 10 THEN SUM(r.z2) END AS s2,
  CASE WHEN SUM(r.t2) >= 10 THEN SUM(r.d2) END AS d2,
  CASE WHEN SUM(r.t0) >= 10 THEN SUM(r.d0 * r.d0) END AS q0_0,
  CASE WHEN SUM(r.t1 * r.t0) >= 10 THEN SUM(r.d1 * r.d0) END AS q1_0,
  CASE WHEN SUM(r.t1) >= 10 THEN SUM(r.d1 * r.d1) END AS q1_1,
  CASE WHEN SUM(r.t2 * r.t0) >= 10 THEN SUM(r.d2 * r.d0) END AS q2_0,
  CASE WHEN SUM(r.t2 * r.t1) >= 10 THEN SUM(r.d2 * r.d1) END AS q2_1,
  CASE WHEN SUM(r.t2) >= 10 THEN SUM(r.d2 * r.d2) END AS q2_2
FROM scratch.assay_run_row AS r
GROUP BY r.action
