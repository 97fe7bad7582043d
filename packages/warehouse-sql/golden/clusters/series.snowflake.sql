WITH daily AS (
  SELECT s.subject_key, 0 AS calendar_age, 0 AS a0,
  0 AS a1
  FROM scratch.assay_run_subject_0 AS s
  UNION ALL
  SELECT s.subject_key, FLOOR((s.exposed_us + 86400000000 - 1) / (86400000000)) - s.exposed_day AS calendar_age, 0 AS a0,
  0 AS a1
  FROM scratch.assay_run_subject_0 AS s
  WHERE s.exposed_us + 86400000000 <= 1774742400000000
  UNION ALL
  SELECT e.subject_key, e.calendar_age, CASE WHEN e.age_us >= 0 AND e.c1 = 1 AND e.c0 IS NOT NULL THEN e.c0 ELSE 0 END AS a0,
  0 AS a1
  FROM scratch.assay_run_event_0 AS e
  WHERE e.age_us >= 0
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
  s.cluster_key,
  s.exposed_day + r.calendar_age AS series_day,
  CASE WHEN s.exposed_us + 86400000000 <= 1774742400000000 AND s.exposed_day + r.calendar_age >= FLOOR((s.exposed_us + 86400000000 - 1) / (86400000000)) THEN CAST(CASE WHEN COALESCE(r.r0, 0) > c.upper0 THEN c.upper0 ELSE COALESCE(r.r0, 0) END AS DOUBLE) END AS y0,
  CASE WHEN r.age_before IS NOT NULL THEN CASE WHEN s.exposed_us + 86400000000 <= 1774742400000000 AND s.exposed_day + r.age_before >= FLOOR((s.exposed_us + 86400000000 - 1) / (86400000000)) THEN CAST(CASE WHEN COALESCE(r.l0, 0) > c.upper0 THEN c.upper0 ELSE COALESCE(r.l0, 0) END AS DOUBLE) END END AS b0,
  CASE WHEN s.exposed_us + 86400000000 <= 1774742400000000 AND s.exposed_day + r.calendar_age >= FLOOR((s.exposed_us + 86400000000 - 1) / (86400000000)) THEN CAST(1 AS DOUBLE) END AS y1,
  CASE WHEN r.age_before IS NOT NULL THEN CASE WHEN s.exposed_us + 86400000000 <= 1774742400000000 AND s.exposed_day + r.age_before >= FLOOR((s.exposed_us + 86400000000 - 1) / (86400000000)) THEN CAST(1 AS DOUBLE) END END AS b1
  FROM cumulative AS r
  JOIN scratch.assay_run_subject_0 AS s ON s.subject_key = r.subject_key CROSS JOIN scratch.assay_run_cap_0 AS c
),
cluster_changed AS (
  SELECT variation, cluster_key, series_day, SUM(COALESCE(y0, 0) - COALESCE(b0, 0)) AS a0,
  SUM(CASE WHEN y0 IS NULL THEN 0 ELSE 1 END - CASE WHEN b0 IS NULL THEN 0 ELSE 1 END) AS n0,
  SUM(COALESCE(y1, 0) - COALESCE(b1, 0)) AS a1,
  SUM(CASE WHEN y1 IS NULL THEN 0 ELSE 1 END - CASE WHEN b1 IS NULL THEN 0 ELSE 1 END) AS n1
  FROM stepped
  GROUP BY variation, cluster_key, series_day
),
cluster_cumulated AS (
  SELECT variation, cluster_key, series_day, SUM(a0) OVER (PARTITION BY cluster_key ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS a0,
  SUM(n0) OVER (PARTITION BY cluster_key ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS n0,
  SUM(a1) OVER (PARTITION BY cluster_key ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS a1,
  SUM(n1) OVER (PARTITION BY cluster_key ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS n1
  FROM cluster_changed
),
cluster_judged AS (
  SELECT variation, cluster_key, series_day, CASE WHEN n0 > 0 THEN a0 END AS y0,
  CASE WHEN n1 > 0 THEN a1 END AS y1
  FROM cluster_cumulated
),
cluster_stepped AS (
  SELECT variation, series_day, y0,
  LAG(y0) OVER (PARTITION BY cluster_key ORDER BY series_day) AS b0,
  y1,
  LAG(y1) OVER (PARTITION BY cluster_key ORDER BY series_day) AS b1
  FROM cluster_judged
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
  SUM(CASE WHEN COALESCE(t.y0, 0) <> COALESCE(t.b0, 0) OR COALESCE(t.y1, 0) <> COALESCE(t.b1, 0) OR (t.y0 IS NOT NULL AND t.b0 IS NULL) THEN 1 ELSE 0 END) AS m0_changed,
  SUM(COALESCE(CASE WHEN t.y0 * t.y1 <> 0 THEN 1 END, 0) - COALESCE(CASE WHEN t.b0 * t.b1 <> 0 THEN 1 END, 0)) AS m0_contributors
  FROM cluster_stepped AS t JOIN scratch.assay_run_pivot_0 AS p ON p.variation = t.variation
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
SELECT variation, series_day, CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_n END AS m0_n,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_s0 END AS m0_s0,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_s1 END AS m0_s1,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_d0 END AS m0_d0,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_d1 END AS m0_d1,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_q0_0 END AS m0_q0_0,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_q1_0 END AS m0_q1_0,
  CASE WHEN m0_least >= 5 AND COALESCE(m0_later, 5) >= 5 AND m0_contributors >= 5 AND m0_n >= 7 THEN m0_q1_1 END AS m0_q1_1
FROM guarded
ORDER BY series_day, variation
