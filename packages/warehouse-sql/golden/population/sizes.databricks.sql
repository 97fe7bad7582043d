SELECT variation, assigned,
  CASE WHEN MAX(CASE WHEN (inside > 0 AND inside < 5) OR (assigned > inside AND assigned - inside < 5) THEN 1 ELSE 0 END) OVER () = 0 THEN inside END AS inside
FROM (
  SELECT a.variation, COUNT(*) AS assigned, COUNT(CASE WHEN n.entered_us IS NOT NULL AND a.p0 IN ('US', 'l\'île') AND (a.p1 IS NULL OR a.p1 NOT IN ('tablet')) THEN 1 END) AS inside
  FROM scratch.assay_run_assigned AS a LEFT JOIN scratch.assay_run_entry AS n ON n.subject_key = a.subject_key
  WHERE a.is_mixed = 0 AND a.variation IN ('control', 'it\'s \\new')
  GROUP BY a.variation
) AS sizes
