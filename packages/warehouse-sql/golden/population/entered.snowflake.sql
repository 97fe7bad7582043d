CREATE TRANSIENT TABLE scratch.assay_run_exposure AS
SELECT a.subject_key,
  a.subject,
  a.variation,
  a.is_mixed,
  n.entered_us AS exposed_us,
  FLOOR((n.entered_us) / (86400000000)) AS exposed_day,
  a.assignment_count,
  a.p0,
  a.p1
FROM scratch.assay_run_assigned AS a LEFT JOIN scratch.assay_run_entry AS n ON n.subject_key = a.subject_key
CROSS JOIN (
  SELECT COUNT(*) AS variations
  FROM (
  SELECT a.variation, COUNT(*) AS assigned, COUNT(CASE WHEN n.entered_us IS NOT NULL THEN 1 END) AS inside
  FROM scratch.assay_run_assigned AS a LEFT JOIN scratch.assay_run_entry AS n ON n.subject_key = a.subject_key
  WHERE a.is_mixed = 0 AND a.variation IN ('control', 'it\'s \\new')
  GROUP BY a.variation
) AS sizes
  WHERE (inside > 0 AND inside < 5) OR (assigned > inside AND assigned - inside < 5)
) AS refused
WHERE n.entered_us IS NOT NULL AND refused.variations = 0
