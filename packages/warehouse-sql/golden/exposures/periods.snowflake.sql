CREATE TRANSIENT TABLE scratch.assay_run_exposure AS
WITH assignment AS (
SELECT CAST(s.unit_id AS VARCHAR) AS subject,
  CAST(s."select" AS VARCHAR) AS variation,
  DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP_NTZ), CAST(CONVERT_TIMEZONE('UTC', s.ts) AS TIMESTAMP_NTZ)) AS at_us,
  CAST(s.country AS VARCHAR) AS p0,
  CASE WHEN CAST(CONVERT_TIMEZONE('UTC', s.ts) AS TIMESTAMP_NTZ) >= CAST('2026-03-08 12:30:00.000' AS TIMESTAMP_NTZ) THEN CAST('2026-03-08T12:30:00.000Z' AS VARCHAR) ELSE CASE WHEN CAST(CONVERT_TIMEZONE('UTC', s.ts) AS TIMESTAMP_NTZ) >= CAST('2026-03-05 00:00:00.000' AS TIMESTAMP_NTZ) THEN CAST('2026-03-05T00:00:00.000Z' AS VARCHAR) ELSE CAST('start' AS VARCHAR) END END AS p1
FROM (
SELECT * FROM assignments WHERE note <> ';' -- all of them
) AS s
WHERE CAST(s."Experiment Id" AS VARCHAR) = 'check\'out' AND s."select" IS NOT NULL AND s.unit_id IS NOT NULL AND CAST(CONVERT_TIMEZONE('UTC', s.ts) AS TIMESTAMP_NTZ) >= CAST('2026-03-01 00:00:00' AS TIMESTAMP_NTZ) AND CAST(CONVERT_TIMEZONE('UTC', s.ts) AS TIMESTAMP_NTZ) < CAST('2026-03-29 00:00:00' AS TIMESTAMP_NTZ)
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
SELECT subject AS subject_key, subject,
  CASE WHEN variation IN ('control', 'it\'s \\new') THEN variation ELSE '__other__' END AS variation,
  is_mixed, exposed_us, FLOOR((exposed_us) / (86400000000)) AS exposed_day, assignment_count, p0, p1
FROM folded
