CREATE TABLE scratch.assay_run_decision AS
WITH chosen AS (
SELECT CAST(s.subject AS VARCHAR) AS subject,
  CAST(s."select" AS VARCHAR) AS action,
  EPOCH_US(CAST(s.ts AS TIMESTAMP)) AS at_us,
  CAST(s.age AS DOUBLE) AS x0,
  CAST(s."Basket Value" AS DOUBLE) AS x1,
  CAST(s.country AS VARCHAR) AS c0,
  CAST(s.device AS VARCHAR) AS c1
FROM (
SELECT * FROM bandit_actions WHERE note <> ';' -- all of them
) AS s
WHERE CAST(s."Bandit Key" AS VARCHAR) = 'it''s \mine' AND s.subject IS NOT NULL AND s."select" IS NOT NULL AND CAST(s.ts AS TIMESTAMP) >= CAST('2026-03-01 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-29 00:00:00' AS TIMESTAMP) AND s.day >= '2026-02-28' AND s.day < '2026-03-31'
),
ranked AS (
SELECT subject,
  action,
  at_us,
  x0,
  x1,
  c0,
  c1,
  ROW_NUMBER() OVER (PARTITION BY subject, action ORDER BY at_us, COALESCE(CAST(x0 AS VARCHAR), ''), COALESCE(CAST(x1 AS VARCHAR), ''), COALESCE(CAST(c0 AS VARCHAR), ''), COALESCE(CAST(c1 AS VARCHAR), '')) AS row_rank
FROM chosen
),
evaluated AS (
SELECT DISTINCT CAST(s.unit_id AS VARCHAR) AS subject
FROM (
SELECT * FROM assignments
) AS s
WHERE CAST(s."Experiment Id" AS VARCHAR) IN ('offer-test', 'offer-it''s') AND s.unit_id IS NOT NULL AND CAST(s.ts AS TIMESTAMP) >= CAST('2026-01-01 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-29 00:00:00' AS TIMESTAMP) AND s.day >= '2025-12-31' AND s.day < '2026-03-31'
)
SELECT assay_memory.run.next_key() AS subject_key,
  r.subject,
  CAST('decision' AS VARCHAR) AS variation,
  0 AS is_mixed,
  r.at_us AS exposed_us,
  DIVIDE(r.at_us, 86400000000) AS exposed_day,
  r.action,
  r.x0,
  r.x1,
  r.c0,
  r.c1
FROM ranked AS r
LEFT JOIN evaluated AS e ON e.subject = r.subject
WHERE r.row_rank = 1 AND e.subject IS NULL
