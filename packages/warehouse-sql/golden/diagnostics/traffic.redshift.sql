SELECT exposed_day, variation,
  CASE WHEN MIN(n) OVER (PARTITION BY exposed_day) >= 5 THEN n END AS subjects
FROM (
  SELECT exposed_day, variation, COUNT(*) AS n
  FROM scratch.assay_run_exposure
  WHERE is_mixed = 0 AND variation IN ('control', ('it''s ' || CHR(92) || 'new'))
  GROUP BY exposed_day, variation
) AS counted
ORDER BY exposed_day, variation
