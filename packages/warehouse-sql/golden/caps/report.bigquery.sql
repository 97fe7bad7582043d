SELECT CASE WHEN SUM(CASE WHEN s.v0 > c.upper1 THEN 1 ELSE 0 END) >= 5 THEN CASE WHEN MAX(c.upper1) = 0 THEN 0 ELSE ROUND(MAX(c.upper1) / POWER(10, FLOOR(LN(ABS(MAX(c.upper1))) / LN(10)) - 2)) * POWER(10, FLOOR(LN(ABS(MAX(c.upper1))) / LN(10)) - 2) END END AS upper1,
  CASE WHEN SUM(CASE WHEN s.v0 < c.lower1 THEN 1 ELSE 0 END) >= 5 THEN CASE WHEN MAX(c.lower1) = 0 THEN 0 ELSE ROUND(MAX(c.lower1) / POWER(10, FLOOR(LN(ABS(MAX(c.lower1))) / LN(10)) - 2)) * POWER(10, FLOOR(LN(ABS(MAX(c.lower1))) / LN(10)) - 2) END END AS lower1,
  CASE WHEN SUM(CASE WHEN s.v1 > c.upper2 THEN 1 ELSE 0 END) >= 5 THEN CASE WHEN MAX(c.upper2) = 0 THEN 0 ELSE ROUND(MAX(c.upper2) / POWER(10, FLOOR(LN(ABS(MAX(c.upper2))) / LN(10)) - 2)) * POWER(10, FLOOR(LN(ABS(MAX(c.upper2))) / LN(10)) - 2) END END AS upper2,
  CASE WHEN COUNT(s.v0) > 0 AND MAX(c.upper1) IS NULL THEN 1 ELSE 0 END AS zeroed1
FROM scratch.assay_run_subject_0 AS s CROSS JOIN scratch.assay_run_cap_0 AS c
