CREATE TRANSIENT TABLE scratch.assay_run_exposure AS
SELECT a.subject_key,
  a.subject,
  a.variation,
  a.is_mixed,
  a.exposed_us AS exposed_us,
  a.exposed_day AS exposed_day,
  a.assignment_count,
  a.p0,
  a.p1
FROM scratch.assay_run_assigned AS a
CROSS JOIN (
  SELECT COUNT(*) AS variations
  FROM (
  SELECT a.variation, COUNT(*) AS assigned, COUNT(CASE WHEN a.p0 IN ('US', 'l\'île') AND (a.p1 IS NULL OR a.p1 NOT IN ('tablet')) THEN 1 END) AS inside
  FROM scratch.assay_run_assigned AS a
  WHERE a.is_mixed = 0 AND a.variation IN ('control', 'it\'s \\new')
  GROUP BY a.variation
) AS sizes
  WHERE (inside > 0 AND inside < 5) OR (assigned > inside AND assigned - inside < 5)
) AS refused
WHERE a.p0 IN ('US', 'l\'île') AND (a.p1 IS NULL OR a.p1 NOT IN ('tablet')) AND refused.variations = 0
