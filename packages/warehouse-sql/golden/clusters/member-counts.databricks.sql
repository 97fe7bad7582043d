SELECT variation, CASE WHEN clusters >= 5 THEN n END AS members
FROM (
  SELECT variation, COUNT(*) AS n, COUNT(DISTINCT cluster_key) AS clusters
  FROM scratch.assay_run_member
  WHERE is_mixed = 0 AND variation IN ('control', 'it\'s \\new')
  GROUP BY variation
) AS counted
