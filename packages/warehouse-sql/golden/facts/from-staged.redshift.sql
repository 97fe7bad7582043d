CREATE TABLE scratch.assay_run_fact_0 AS
SELECT e.subject_key,
  MAX(e.age_us) AS last_age_us,
  SUM(CASE WHEN e.age_us >= 0 AND e.c1 = 1 THEN e.c0 END) AS y0,
  SUM(CASE WHEN e.age_us < 0 THEN e.c0 END) AS y1,
  COUNT(CASE WHEN e.age_us >= 0 AND e.c2 = 1 THEN 1 END) AS y2,
  COUNT(DISTINCT CASE WHEN e.age_us >= 0 AND e.calendar_age >= 1 AND e.calendar_age < 8 AND e.c3 IS NOT NULL THEN e.c3 END) AS y3,
  CASE WHEN COUNT(CASE WHEN e.age_us >= 0 AND e.age_us < 259200000000 AND e.c4 IS NOT NULL THEN 1 END) > 0 THEN 1 ELSE 0 END AS y4,
  MIN(CASE WHEN e.age_us >= 0 AND e.c0 IS NOT NULL AND e.age_us = e.edge5 THEN e.c0 END) AS y5,
  MAX(CASE WHEN e.age_us >= 0 AND e.c0 IS NOT NULL AND e.age_us = e.edge6 THEN e.c0 END) AS y6,
  CASE WHEN SUM(CASE WHEN e.age_us >= 0 THEN e.c0 END) >= 49.99999995 THEN 1 ELSE 0 END AS y7
FROM (
  SELECT e.*, MIN(CASE WHEN e.age_us >= 0 AND e.c0 IS NOT NULL THEN e.age_us END) OVER (PARTITION BY e.subject_key) AS edge5,
  MAX(CASE WHEN e.age_us >= 0 AND e.c0 IS NOT NULL THEN e.age_us END) OVER (PARTITION BY e.subject_key) AS edge6
  FROM scratch.assay_run_event_0 AS e
) AS e
GROUP BY e.subject_key
