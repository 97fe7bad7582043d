CREATE TABLE scratch.assay_run_slot AS
WITH assignment AS (
SELECT CAST(s.city AS VARCHAR) AS subject,
  CAST(s."select" AS VARCHAR) AS variation,
  EPOCH_US(CAST(s.starts AS TIMESTAMP)) AS at_us,
  EPOCH_US(CAST(s."End Of Slot" AS TIMESTAMP)) AS until_us
FROM (
SELECT * FROM schedule
) AS s
WHERE CAST(s."Experiment Id" AS VARCHAR) = 'check''out' AND s."select" IS NOT NULL AND s.city IS NOT NULL AND s."End Of Slot" IS NOT NULL AND CAST(s.starts AS TIMESTAMP) >= CAST('2026-03-01 00:00:00' AS TIMESTAMP) AND CAST(s.starts AS TIMESTAMP) < CAST('2026-03-29 00:00:00' AS TIMESTAMP)
),
folded AS (
  SELECT subject AS unit,
  at_us,
  MIN(variation) AS variation,
  MAX(until_us) AS until_us,
  CASE WHEN MIN(variation) <> MAX(variation) OR MIN(until_us) <> MAX(until_us) THEN 1 ELSE 0 END AS is_double,
  COUNT(*) AS assignment_count
  FROM assignment
  GROUP BY subject, at_us
),
placed AS (
  SELECT f.*,
    MAX(until_us) OVER (PARTITION BY unit ORDER BY at_us ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended_us,
    LEAD(at_us) OVER (PARTITION BY unit ORDER BY at_us) AS next_us
  FROM folded AS f
),
slot AS (
  SELECT unit || '@' || CAST(at_us AS VARCHAR) AS subject,
  unit,
  CASE WHEN variation IN ('control', 'it''s \new') THEN variation ELSE '__other__' END AS variation,
  CASE WHEN is_double = 1 OR ended_us > at_us OR next_us < until_us THEN 1 ELSE 0 END AS is_mixed,
  at_us + 5400000000 AS exposed_us,
  until_us - 1800000000 AS until_us,
  assignment_count
  FROM placed
  WHERE until_us <= 1774742400000000
)
SELECT assay_memory.run.next_key() AS subject_key,
  subject,
  unit,
  variation,
  is_mixed,
  exposed_us,
  until_us,
  DIVIDE(exposed_us, 86400000000) AS exposed_day,
  assignment_count
FROM slot
WHERE exposed_us < until_us
