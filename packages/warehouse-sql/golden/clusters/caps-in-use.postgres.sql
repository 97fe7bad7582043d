SELECT CASE WHEN COUNT(DISTINCT CASE WHEN s.v0 > c.upper0 THEN s.cluster_key END) >= 5 THEN CASE WHEN MAX(c.upper0) = 0 THEN 0 ELSE ROUND(MAX(c.upper0) / POWER(10, FLOOR(LN(ABS(MAX(c.upper0))) / LN(10)) - 2)) * POWER(10, FLOOR(LN(ABS(MAX(c.upper0))) / LN(10)) - 2) END END AS upper0,
  CASE WHEN COUNT(s.v0) > 0 AND MAX(c.upper0) IS NULL THEN 1 ELSE 0 END AS zeroed0
FROM scratch.assay_run_subject_0 AS s CROSS JOIN scratch.assay_run_cap_0 AS c
