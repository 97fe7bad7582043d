CREATE TABLE scratch.assay_run_fact_0 AS
WITH step0 AS (
  SELECT e.subject_key,
  MIN(e.age_us) AS reached_us,
  MIN(e.age_us) AS first_us,
  MIN(e.calendar_age) AS reached_day
  FROM scratch.assay_run_event_0 AS e
  WHERE e.age_us >= 0 AND e.age_us < 259200000000 AND e.c4 IS NOT NULL AND e.age_us < 604800000000
  GROUP BY e.subject_key
),
step1 AS (
  SELECT e.subject_key,
  MIN(e.age_us) AS reached_us,
  MIN(p.first_us) AS first_us,
  MIN(e.calendar_age) AS reached_day
  FROM scratch.assay_run_event_0 AS e
  JOIN step0 AS p ON p.subject_key = e.subject_key
  WHERE e.age_us >= 0 AND e.c2 = 1 AND e.age_us < 604800000000 AND e.age_us >= p.reached_us
  GROUP BY e.subject_key
),
step2 AS (
  SELECT e.subject_key,
  MIN(e.age_us) AS reached_us,
  MIN(p.first_us) AS first_us,
  MIN(e.calendar_age) AS reached_day
  FROM scratch.assay_run_event_0 AS e
  JOIN step1 AS p ON p.subject_key = e.subject_key
  WHERE e.age_us >= 0 AND e.age_us < 259200000000 AND e.c4 IS NOT NULL AND e.age_us < 604800000000 AND e.age_us >= p.reached_us
  GROUP BY e.subject_key
)
SELECT r0.subject_key,
  CASE WHEN r0.subject_key IS NULL THEN 0 ELSE 1 END AS y0,
  r0.reached_day AS day0,
  CASE WHEN r1.subject_key IS NULL THEN 0 ELSE 1 END AS y1,
  r1.reached_day AS day1,
  CASE WHEN r2.subject_key IS NULL THEN 0 ELSE 1 END AS y2,
  r2.reached_day AS day2
FROM step0 AS r0
LEFT JOIN step1 AS r1 ON r1.subject_key = r0.subject_key
LEFT JOIN step2 AS r2 ON r2.subject_key = r0.subject_key
