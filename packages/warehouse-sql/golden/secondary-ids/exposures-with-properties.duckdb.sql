CREATE TABLE scratch.assay_run_exposure AS
WITH assignment AS (SELECT * FROM scratch.assay_run_assignment),
folded AS (
SELECT subject, variation, at_us AS exposed_us, assignment_count, CASE WHEN least_variation <> greatest_variation THEN 1 ELSE 0 END AS is_mixed, p0
FROM (
  SELECT subject, variation, at_us, p0,
    MIN(variation) OVER (PARTITION BY subject) AS least_variation,
    MAX(variation) OVER (PARTITION BY subject) AS greatest_variation,
    COUNT(*) OVER (PARTITION BY subject) AS assignment_count,
    ROW_NUMBER() OVER (PARTITION BY subject ORDER BY at_us, variation, COALESCE(p0, '')) AS row_rank
  FROM assignment
) AS ranked
WHERE row_rank = 1
)
SELECT assay_memory.run.next_key() AS subject_key, subject,
  CASE WHEN variation IN ('control', 'it''s \new') THEN variation ELSE '__other__' END AS variation,
  is_mixed, exposed_us, DIVIDE(exposed_us, 86400000000) AS exposed_day, assignment_count, p0
FROM folded
