CREATE TABLE scratch.assay_run_exposure AS
WITH assignment AS (
SELECT CAST(s.unit_id AS VARCHAR) AS subject,
  CAST(s."select" AS VARCHAR) AS variation,
  EPOCH_US(CAST(s.ts AS TIMESTAMP)) AS at_us,
  CAST(s.country AS VARCHAR) AS p0,
  CAST(s."Device Type" AS VARCHAR) AS p1
FROM (
SELECT * FROM assignments WHERE note <> ';' -- all of them
) AS s
WHERE CAST(s."Experiment Id" AS VARCHAR) = 'check''out' AND s."select" IS NOT NULL AND s.unit_id IS NOT NULL AND CAST(s.ts AS TIMESTAMP) >= CAST('2026-03-01 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-29 00:00:00' AS TIMESTAMP) AND s.day >= '2026-02-28' AND s.day < '2026-03-31'
),
folded AS (
SELECT subject, variation, at_us AS exposed_us, assignment_count, CASE WHEN least_variation <> greatest_variation THEN 1 ELSE 0 END AS is_mixed, p0, p1
FROM (
  SELECT subject, variation, at_us, p0, p1,
    MIN(variation) OVER (PARTITION BY subject) AS least_variation,
    MAX(variation) OVER (PARTITION BY subject) AS greatest_variation,
    COUNT(*) OVER (PARTITION BY subject) AS assignment_count,
    ROW_NUMBER() OVER (PARTITION BY subject ORDER BY at_us, variation, COALESCE(p0, ''), COALESCE(p1, '')) AS row_rank
  FROM assignment
) AS ranked
WHERE row_rank = 1
)
SELECT assay_memory.run.next_key() AS subject_key, subject,
  CASE WHEN variation IN ('control', 'it''s \new') THEN variation ELSE '__other__' END AS variation,
  is_mixed, exposed_us, DIVIDE(exposed_us, 86400000000) AS exposed_day, assignment_count, p0, p1
FROM folded
