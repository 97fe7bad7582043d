CREATE TABLE scratch.assay_run_exposure AS
WITH assignment AS (SELECT * FROM scratch.assay_run_assignment),
folded AS (
SELECT subject, MIN(variation) AS variation, MIN(at_us) AS exposed_us, COUNT(*) AS assignment_count,
  CASE WHEN MIN(variation) <> MAX(variation) THEN 1 ELSE 0 END AS is_mixed
FROM assignment
GROUP BY subject
)
SELECT assay_memory.run.next_key() AS subject_key, subject,
  CASE WHEN variation IN ('control', 'it''s \new') THEN variation ELSE '__other__' END AS variation,
  is_mixed, exposed_us, DIVIDE(exposed_us, 86400000000) AS exposed_day, assignment_count
FROM folded
