CREATE TABLE scratch.assay_run_exposure AS
SELECT a.subject_key,
  a.subject,
  a.variation,
  a.is_mixed,
  n.entered_us AS exposed_us,
  (n.entered_us) DIV (86400000000) AS exposed_day,
  a.assignment_count,
  a.p0,
  a.p1
FROM scratch.assay_run_assigned AS a LEFT JOIN scratch.assay_run_entry AS n ON n.subject_key = a.subject_key
WHERE n.entered_us IS NOT NULL AND a.p0 IN ('US', 'l\'île') AND (a.p1 IS NULL OR a.p1 NOT IN ('tablet'))
