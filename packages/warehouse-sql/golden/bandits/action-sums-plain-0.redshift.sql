SELECT r.action,
  COUNT(*) AS n,
  SUM(r.z0) AS s0,
  SUM(r.d0) AS d0,
  SUM(r.d0 * r.d0) AS q0_0
FROM scratch.assay_run_row AS r
GROUP BY r.action
