WITH daily AS (
  SELECT s.subject_key, 0 AS calendar_age, 0 AS a0,
  0 AS a1
  FROM scratch.assay_run_subject_0 AS s
  UNION ALL
  SELECT f.subject_key, f.day0 AS calendar_age, 1 AS a0,
  0 AS a1
  FROM scratch.assay_run_fact_0 AS f
  WHERE f.y0 = 1
  UNION ALL
  SELECT f.subject_key, f.day1 AS calendar_age, 0 AS a0,
  1 AS a1
  FROM scratch.assay_run_fact_0 AS f
  WHERE f.y1 = 1
),
changed_day AS (
  SELECT subject_key, calendar_age, SUM(a0) AS a0,
  SUM(a1) AS a1
  FROM daily
  GROUP BY subject_key, calendar_age
),
cumulative AS (
  SELECT subject_key, calendar_age, LAG(calendar_age) OVER (PARTITION BY subject_key ORDER BY calendar_age) AS age_before,
  SUM(a0) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS r0,
  SUM(a0) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS l0,
  SUM(a1) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS r1,
  SUM(a1) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS l1
  FROM changed_day
),
stepped AS (
  SELECT s.variation,
  s.exposed_day + r.calendar_age AS series_day,
  CAST(CASE WHEN COALESCE(r.r0, 0) > 0 THEN 1 ELSE 0 END AS DOUBLE) AS y0,
  CASE WHEN r.age_before IS NOT NULL THEN CAST(CASE WHEN COALESCE(r.l0, 0) > 0 THEN 1 ELSE 0 END AS DOUBLE) END AS b0,
  CAST(CASE WHEN COALESCE(r.r1, 0) > 0 THEN 1 ELSE 0 END AS DOUBLE) AS y1,
  CASE WHEN r.age_before IS NOT NULL THEN CAST(CASE WHEN COALESCE(r.l1, 0) > 0 THEN 1 ELSE 0 END AS DOUBLE) END AS b1
  FROM cumulative AS r
  JOIN scratch.assay_run_subject_0 AS s ON s.subject_key = r.subject_key
),
increment AS (
  SELECT t.variation, t.series_day, SUM(COALESCE(CASE WHEN t.y1 IS NOT NULL THEN 1 END, 0) - COALESCE(CASE WHEN t.b1 IS NOT NULL THEN 1 END, 0)) AS m0_n,
  SUM(COALESCE(t.y1, 0) - COALESCE(t.b1, 0)) AS m0_s0,
  SUM(COALESCE((t.y1 - p.pivot1), 0) - COALESCE((t.b1 - p.pivot1), 0)) AS m0_d0,
  SUM(COALESCE((t.y1 - p.pivot1) * (t.y1 - p.pivot1), 0) - COALESCE((t.b1 - p.pivot1) * (t.b1 - p.pivot1), 0)) AS m0_q0_0,
  SUM(COALESCE(t.y0, 0) - COALESCE(t.b0, 0)) AS m0_t0,
  SUM(CASE WHEN COALESCE(t.y1, 0) <> COALESCE(t.b1, 0) OR (t.y1 IS NOT NULL AND t.b1 IS NULL) THEN 1 ELSE 0 END) AS m0_changed,
  SUM(COALESCE(CASE WHEN t.y1 IS NOT NULL THEN 1 END, 0) - COALESCE(CASE WHEN t.b1 IS NOT NULL THEN 1 END, 0)) AS m0_contributors
  FROM stepped AS t JOIN scratch.assay_run_pivot_0 AS p ON p.variation = t.variation
  GROUP BY t.variation, t.series_day
),
cumulated AS (
  SELECT variation, series_day, SUM(m0_n) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_n,
  SUM(m0_s0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_s0,
  SUM(m0_d0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_d0,
  SUM(m0_q0_0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_q0_0,
  SUM(m0_t0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_t0,
  m0_changed,
  SUM(m0_contributors) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_contributors
  FROM increment
),
least_changed AS (
  SELECT k.*, MIN(m0_changed) OVER (PARTITION BY series_day) AS m0_least
  FROM cumulated AS k
),
guarded AS (
  SELECT l.*, MAX(m0_least) OVER (PARTITION BY variation ORDER BY series_day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS m0_later
  FROM least_changed AS l
)
SELECT variation, series_day, CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 6 THEN m0_n END AS m0_n,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 6 THEN m0_s0 END AS m0_s0,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 6 THEN m0_d0 END AS m0_d0,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 6 THEN m0_q0_0 END AS m0_q0_0,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 6 THEN m0_t0 END AS m0_t0
FROM guarded
ORDER BY series_day, variation
