CREATE TABLE scratch.assay_run_exposure AS
WITH assignment AS (
SELECT CAST(s.unit_id AS VARCHAR) AS subject,
  CAST(s."select" AS VARCHAR) AS variation,
  EPOCH_US(CAST(s.ts AS TIMESTAMP)) AS at_us
FROM (
SELECT * FROM assignments WHERE note <> ';' -- all of them
) AS s
WHERE CAST(s."Experiment Id" AS VARCHAR) = 'check''out' AND s."select" IS NOT NULL AND s.unit_id IS NOT NULL AND CAST(s.ts AS TIMESTAMP) >= CAST('2026-03-01 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-29 00:00:00' AS TIMESTAMP)
),
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
