WITH daily AS (
  SELECT s.subject_key, 0 AS calendar_age, 0 AS a0,
  0 AS a1,
  0 AS a2
  FROM scratch.assay_run_slot_subject AS s
  UNION ALL
  SELECT e.subject_key, e.calendar_age, CASE WHEN e.age_us >= 0 AND e.c1 = 1 AND e.c0 IS NOT NULL THEN e.c0 ELSE 0 END AS a0,
  CASE WHEN e.age_us >= 0 AND e.c2 = 1 THEN 1 ELSE 0 END AS a1,
  CASE WHEN e.age_us >= 0 AND e.age_us < 259200000000 AND e.c4 IS NOT NULL THEN 1 ELSE 0 END AS a2
  FROM scratch.assay_run_event_0 AS e
  WHERE e.age_us >= 0
),
changed_day AS (
  SELECT subject_key, calendar_age, SUM(a0) AS a0,
  SUM(a1) AS a1,
  SUM(a2) AS a2
  FROM daily
  GROUP BY subject_key, calendar_age
),
cumulative AS (
  SELECT subject_key, calendar_age, LAG(calendar_age) OVER (PARTITION BY subject_key ORDER BY calendar_age) AS age_before,
  SUM(a0) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS r0,
  SUM(a0) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS l0,
  SUM(a1) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS r1,
  SUM(a1) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS l1,
  SUM(a2) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS r2,
  SUM(a2) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS l2
  FROM changed_day
),
stepped AS (
  SELECT s.variation,
  s.unit,
  s.exposed_day + r.calendar_age AS series_day,
  CAST(CASE WHEN COALESCE(r.r0, 0) > c.upper0 THEN c.upper0 ELSE COALESCE(r.r0, 0) END AS DOUBLE) AS y0,
  CASE WHEN r.age_before IS NOT NULL THEN CAST(CASE WHEN COALESCE(r.l0, 0) > c.upper0 THEN c.upper0 ELSE COALESCE(r.l0, 0) END AS DOUBLE) END AS b0,
  CAST(COALESCE(r.r1, 0) AS DOUBLE) AS y1,
  CASE WHEN r.age_before IS NOT NULL THEN CAST(COALESCE(r.l1, 0) AS DOUBLE) END AS b1,
  CAST(CASE WHEN COALESCE(r.r2, 0) > 0 THEN 1 ELSE 0 END AS DOUBLE) AS y2,
  CASE WHEN r.age_before IS NOT NULL THEN CAST(CASE WHEN COALESCE(r.l2, 0) > 0 THEN 1 ELSE 0 END AS DOUBLE) END AS b2
  FROM cumulative AS r
  JOIN scratch.assay_run_slot_subject AS s ON s.subject_key = r.subject_key CROSS JOIN scratch.assay_run_cap_0 AS c
),
increment AS (
  SELECT t.variation, t.series_day, SUM(COALESCE(CASE WHEN t.y0 IS NOT NULL THEN 1 END, 0) - COALESCE(CASE WHEN t.b0 IS NOT NULL THEN 1 END, 0)) AS m0_n,
  SUM(COALESCE(t.y0, 0) - COALESCE(t.b0, 0)) AS m0_s0,
  SUM(COALESCE(t.y1, 0) - COALESCE(t.b1, 0)) AS m0_s1,
  SUM(COALESCE((t.y0 - p.pivot0), 0) - COALESCE((t.b0 - p.pivot0), 0)) AS m0_d0,
  SUM(COALESCE((t.y1 - p.pivot1), 0) - COALESCE((t.b1 - p.pivot1), 0)) AS m0_d1,
  SUM(COALESCE((t.y0 - p.pivot0) * (t.y0 - p.pivot0), 0) - COALESCE((t.b0 - p.pivot0) * (t.b0 - p.pivot0), 0)) AS m0_q0_0,
  SUM(COALESCE((t.y1 - p.pivot1) * (t.y0 - p.pivot0), 0) - COALESCE((t.b1 - p.pivot1) * (t.b0 - p.pivot0), 0)) AS m0_q1_0,
  SUM(COALESCE((t.y1 - p.pivot1) * (t.y1 - p.pivot1), 0) - COALESCE((t.b1 - p.pivot1) * (t.b1 - p.pivot1), 0)) AS m0_q1_1,
  COUNT(DISTINCT CASE WHEN COALESCE(t.y0, 0) <> COALESCE(t.b0, 0) OR COALESCE(t.y1, 0) <> COALESCE(t.b1, 0) OR (t.y0 IS NOT NULL AND t.b0 IS NULL) THEN t.unit END) AS m0_changed,
  COUNT(DISTINCT CASE WHEN t.y0 * t.y1 <> 0 THEN t.unit END) AS m0_contributors,
  SUM(COALESCE(CASE WHEN t.y2 IS NOT NULL THEN 1 END, 0) - COALESCE(CASE WHEN t.b2 IS NOT NULL THEN 1 END, 0)) AS m1_n,
  SUM(COALESCE(t.y2, 0) - COALESCE(t.b2, 0)) AS m1_s0,
  SUM(COALESCE((t.y2 - p.pivot2), 0) - COALESCE((t.b2 - p.pivot2), 0)) AS m1_d0,
  SUM(COALESCE((t.y2 - p.pivot2) * (t.y2 - p.pivot2), 0) - COALESCE((t.b2 - p.pivot2) * (t.b2 - p.pivot2), 0)) AS m1_q0_0,
  COUNT(DISTINCT CASE WHEN COALESCE(t.y2, 0) <> COALESCE(t.b2, 0) OR (t.y2 IS NOT NULL AND t.b2 IS NULL) THEN t.unit END) AS m1_changed,
  COUNT(DISTINCT CASE WHEN t.y2 IS NOT NULL THEN t.unit END) AS m1_contributors
  FROM stepped AS t JOIN scratch.assay_run_pivot_0 AS p ON p.variation = t.variation
  GROUP BY t.variation, t.series_day
),
cumulated AS (
  SELECT variation, series_day, SUM(m0_n) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_n,
  SUM(m0_s0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_s0,
  SUM(m0_s1) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_s1,
  SUM(m0_d0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_d0,
  SUM(m0_d1) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_d1,
  SUM(m0_q0_0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_q0_0,
  SUM(m0_q1_0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_q1_0,
  SUM(m0_q1_1) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_q1_1,
  SUM(m1_n) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m1_n,
  SUM(m1_s0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m1_s0,
  SUM(m1_d0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m1_d0,
  SUM(m1_q0_0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m1_q0_0,
  m0_changed,
  m0_contributors,
  m1_changed,
  m1_contributors
  FROM increment
),
least_changed AS (
  SELECT k.*, MIN(m0_changed) OVER (PARTITION BY series_day) AS m0_least,
  MIN(m1_changed) OVER (PARTITION BY series_day) AS m1_least
  FROM cumulated AS k
),
guarded AS (
  SELECT l.*, MAX(m0_least) OVER (PARTITION BY variation ORDER BY series_day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS m0_later,
  MAX(m1_least) OVER (PARTITION BY variation ORDER BY series_day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS m1_later
  FROM least_changed AS l
)
SELECT variation, series_day, CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_n END AS m0_n,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_s0 END AS m0_s0,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_s1 END AS m0_s1,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_d0 END AS m0_d0,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_d1 END AS m0_d1,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_q0_0 END AS m0_q0_0,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_q1_0 END AS m0_q1_0,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_q1_1 END AS m0_q1_1,
  CASE WHEN m1_least >= 5 AND COALESCE(m1_later, 5) >= 5 AND m1_contributors >= 5 AND m1_n >= 6 THEN m1_n END AS m1_n,
  CASE WHEN m1_least >= 5 AND COALESCE(m1_later, 5) >= 5 AND m1_contributors >= 5 AND m1_n >= 6 THEN m1_s0 END AS m1_s0,
  CASE WHEN m1_least >= 5 AND COALESCE(m1_later, 5) >= 5 AND m1_contributors >= 5 AND m1_n >= 6 THEN m1_d0 END AS m1_d0,
  CASE WHEN m1_least >= 5 AND COALESCE(m1_later, 5) >= 5 AND m1_contributors >= 5 AND m1_n >= 6 THEN m1_q0_0 END AS m1_q0_0
FROM guarded
ORDER BY series_day, variation
