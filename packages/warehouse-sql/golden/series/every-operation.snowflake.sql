WITH daily AS (
  SELECT s.subject_key, 0 AS calendar_age, 0 AS a0,
  0 AS a1,
  0 AS a2,
  0 AS a3,
  0 AS a4,
  0 AS a5,
  0 AS a6
  FROM scratch.assay_run_subject_0 AS s
  UNION ALL
  SELECT s.subject_key, FLOOR((s.exposed_us + 259200000000 - 1) / (86400000000)) - s.exposed_day AS calendar_age, 0 AS a0,
  0 AS a1,
  0 AS a2,
  0 AS a3,
  0 AS a4,
  0 AS a5,
  0 AS a6
  FROM scratch.assay_run_subject_0 AS s
  WHERE s.exposed_us + 259200000000 <= 1774742400000000
  UNION ALL
  SELECT e.subject_key, e.calendar_age, CASE WHEN e.age_us >= 0 AND e.c1 = 1 AND e.c0 IS NOT NULL THEN e.c0 ELSE 0 END AS a0,
  CASE WHEN e.age_us >= 0 AND e.c2 = 1 THEN 1 ELSE 0 END AS a1,
  0 AS a2,
  CASE WHEN e.age_us >= 0 AND e.age_us < 259200000000 AND e.c4 IS NOT NULL THEN 1 ELSE 0 END AS a3,
  0 AS a4,
  0 AS a5,
  CASE WHEN e.age_us >= 0 AND e.c0 IS NOT NULL THEN e.c0 ELSE 0 END AS a6
  FROM scratch.assay_run_event_0 AS e
  WHERE e.age_us >= 0
  UNION ALL
  SELECT seen.subject_key, seen.calendar_age, 0 AS a0,
  0 AS a1,
  COUNT(*) AS a2,
  0 AS a3,
  0 AS a4,
  0 AS a5,
  0 AS a6
  FROM (
    SELECT e.subject_key, e.c3 AS seen_value, MIN(e.calendar_age) AS calendar_age
    FROM scratch.assay_run_event_0 AS e
    WHERE e.age_us >= 0 AND e.calendar_age >= 1 AND e.calendar_age < 8 AND e.c3 IS NOT NULL
    GROUP BY e.subject_key, e.c3
  ) AS seen
  GROUP BY seen.subject_key, seen.calendar_age
  UNION ALL
  SELECT ranked.subject_key, ranked.calendar_age, 0 AS a0,
  0 AS a1,
  0 AS a2,
  0 AS a3,
  ranked.fact_value AS a4,
  0 AS a5,
  0 AS a6
  FROM (
    SELECT e.subject_key, e.calendar_age, e.c0 AS fact_value,
      ROW_NUMBER() OVER (PARTITION BY e.subject_key ORDER BY e.age_us, e.c0) AS fact_rank
    FROM scratch.assay_run_event_0 AS e
    WHERE e.age_us >= 0 AND e.c0 IS NOT NULL
  ) AS ranked
  WHERE ranked.fact_rank = 1
  UNION ALL
  SELECT last_fact.subject_key, last_fact.calendar_age, 0 AS a0,
  0 AS a1,
  0 AS a2,
  0 AS a3,
  0 AS a4,
  last_fact.fact_value - COALESCE(LAG(last_fact.fact_value) OVER (PARTITION BY last_fact.subject_key ORDER BY last_fact.calendar_age), 0) AS a5,
  0 AS a6
  FROM (
    SELECT e.subject_key, e.calendar_age, e.c0 AS fact_value,
      ROW_NUMBER() OVER (PARTITION BY e.subject_key, e.calendar_age ORDER BY e.age_us DESC, e.c0 DESC) AS fact_rank
    FROM scratch.assay_run_event_0 AS e
    WHERE e.age_us >= 0 AND e.c0 IS NOT NULL
  ) AS last_fact
  WHERE last_fact.fact_rank = 1
),
changed_day AS (
  SELECT subject_key, calendar_age, SUM(a0) AS a0,
  SUM(a1) AS a1,
  SUM(a2) AS a2,
  SUM(a3) AS a3,
  SUM(a4) AS a4,
  SUM(a5) AS a5,
  SUM(a6) AS a6
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
  SUM(a2) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS l2,
  SUM(a3) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS r3,
  SUM(a3) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS l3,
  SUM(a4) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS r4,
  SUM(a4) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS l4,
  SUM(a5) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS r5,
  SUM(a5) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS l5,
  SUM(a6) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS r6,
  SUM(a6) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS l6
  FROM changed_day
),
stepped AS (
  SELECT s.variation,
  s.exposed_day + r.calendar_age AS series_day,
  CAST(CASE WHEN COALESCE(r.r0, 0) > c.upper0 THEN c.upper0 WHEN COALESCE(r.r0, 0) < c.lower0 THEN c.lower0 ELSE COALESCE(r.r0, 0) END AS DOUBLE) AS y0,
  CASE WHEN r.age_before IS NOT NULL THEN CAST(CASE WHEN COALESCE(r.l0, 0) > c.upper0 THEN c.upper0 WHEN COALESCE(r.l0, 0) < c.lower0 THEN c.lower0 ELSE COALESCE(r.l0, 0) END AS DOUBLE) END AS b0,
  CAST(COALESCE(r.r1, 0) AS DOUBLE) AS y1,
  CASE WHEN r.age_before IS NOT NULL THEN CAST(COALESCE(r.l1, 0) AS DOUBLE) END AS b1,
  CAST(COALESCE(r.r2, 0) AS DOUBLE) AS y2,
  CASE WHEN r.age_before IS NOT NULL THEN CAST(COALESCE(r.l2, 0) AS DOUBLE) END AS b2,
  CASE WHEN s.exposed_us + 259200000000 <= 1774742400000000 AND s.exposed_day + r.calendar_age >= FLOOR((s.exposed_us + 259200000000 - 1) / (86400000000)) THEN CAST(CASE WHEN COALESCE(r.r3, 0) > 0 THEN 1 ELSE 0 END AS DOUBLE) END AS y3,
  CASE WHEN r.age_before IS NOT NULL THEN CASE WHEN s.exposed_us + 259200000000 <= 1774742400000000 AND s.exposed_day + r.age_before >= FLOOR((s.exposed_us + 259200000000 - 1) / (86400000000)) THEN CAST(CASE WHEN COALESCE(r.l3, 0) > 0 THEN 1 ELSE 0 END AS DOUBLE) END END AS b3,
  CAST(COALESCE(r.r4, 0) AS DOUBLE) AS y4,
  CASE WHEN r.age_before IS NOT NULL THEN CAST(COALESCE(r.l4, 0) AS DOUBLE) END AS b4,
  CAST(COALESCE(r.r5, 0) AS DOUBLE) AS y5,
  CASE WHEN r.age_before IS NOT NULL THEN CAST(COALESCE(r.l5, 0) AS DOUBLE) END AS b5,
  CAST(CASE WHEN COALESCE(r.r6, 0) >= 49.99999995 THEN 1 ELSE 0 END AS DOUBLE) AS y6,
  CASE WHEN r.age_before IS NOT NULL THEN CAST(CASE WHEN COALESCE(r.l6, 0) >= 49.99999995 THEN 1 ELSE 0 END AS DOUBLE) END AS b6
  FROM cumulative AS r
  JOIN scratch.assay_run_subject_0 AS s ON s.subject_key = r.subject_key CROSS JOIN scratch.assay_run_cap_0 AS c
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
  SUM(COALESCE(CASE WHEN t.y0 * t.y1 <> 0 THEN 1 END, 0) - COALESCE(CASE WHEN t.b0 * t.b1 <> 0 THEN 1 END, 0)) AS m0_contributors,
  SUM(COALESCE(CASE WHEN t.y2 IS NOT NULL THEN 1 END, 0) - COALESCE(CASE WHEN t.b2 IS NOT NULL THEN 1 END, 0)) AS m1_n,
  SUM(COALESCE(t.y2, 0) - COALESCE(t.b2, 0)) AS m1_s0,
  SUM(COALESCE((t.y2 - p.pivot2), 0) - COALESCE((t.b2 - p.pivot2), 0)) AS m1_d0,
  SUM(COALESCE((t.y2 - p.pivot2) * (t.y2 - p.pivot2), 0) - COALESCE((t.b2 - p.pivot2) * (t.b2 - p.pivot2), 0)) AS m1_q0_0,
  SUM(CASE WHEN COALESCE(t.y2, 0) <> COALESCE(t.b2, 0) OR (t.y2 IS NOT NULL AND t.b2 IS NULL) THEN 1 ELSE 0 END) AS m1_changed,
  SUM(COALESCE(CASE WHEN t.y2 <> 0 THEN 1 END, 0) - COALESCE(CASE WHEN t.b2 <> 0 THEN 1 END, 0)) AS m1_contributors,
  SUM(COALESCE(CASE WHEN t.y3 IS NOT NULL THEN 1 END, 0) - COALESCE(CASE WHEN t.b3 IS NOT NULL THEN 1 END, 0)) AS m2_n,
  SUM(COALESCE(t.y3, 0) - COALESCE(t.b3, 0)) AS m2_s0,
  SUM(COALESCE((t.y3 - p.pivot3), 0) - COALESCE((t.b3 - p.pivot3), 0)) AS m2_d0,
  SUM(COALESCE((t.y3 - p.pivot3) * (t.y3 - p.pivot3), 0) - COALESCE((t.b3 - p.pivot3) * (t.b3 - p.pivot3), 0)) AS m2_q0_0,
  SUM(CASE WHEN COALESCE(t.y3, 0) <> COALESCE(t.b3, 0) OR (t.y3 IS NOT NULL AND t.b3 IS NULL) THEN 1 ELSE 0 END) AS m2_changed,
  SUM(COALESCE(CASE WHEN t.y3 <> 0 THEN 1 END, 0) - COALESCE(CASE WHEN t.b3 <> 0 THEN 1 END, 0)) AS m2_contributors,
  SUM(COALESCE(CASE WHEN t.y4 IS NOT NULL THEN 1 END, 0) - COALESCE(CASE WHEN t.b4 IS NOT NULL THEN 1 END, 0)) AS m3_n,
  SUM(COALESCE(t.y4, 0) - COALESCE(t.b4, 0)) AS m3_s0,
  SUM(COALESCE((t.y4 - p.pivot4), 0) - COALESCE((t.b4 - p.pivot4), 0)) AS m3_d0,
  SUM(COALESCE((t.y4 - p.pivot4) * (t.y4 - p.pivot4), 0) - COALESCE((t.b4 - p.pivot4) * (t.b4 - p.pivot4), 0)) AS m3_q0_0,
  SUM(CASE WHEN COALESCE(t.y4, 0) <> COALESCE(t.b4, 0) OR (t.y4 IS NOT NULL AND t.b4 IS NULL) THEN 1 ELSE 0 END) AS m3_changed,
  SUM(COALESCE(CASE WHEN t.y4 <> 0 THEN 1 END, 0) - COALESCE(CASE WHEN t.b4 <> 0 THEN 1 END, 0)) AS m3_contributors,
  SUM(COALESCE(CASE WHEN t.y5 IS NOT NULL THEN 1 END, 0) - COALESCE(CASE WHEN t.b5 IS NOT NULL THEN 1 END, 0)) AS m4_n,
  SUM(COALESCE(t.y5, 0) - COALESCE(t.b5, 0)) AS m4_s0,
  SUM(COALESCE((t.y5 - p.pivot5), 0) - COALESCE((t.b5 - p.pivot5), 0)) AS m4_d0,
  SUM(COALESCE((t.y5 - p.pivot5) * (t.y5 - p.pivot5), 0) - COALESCE((t.b5 - p.pivot5) * (t.b5 - p.pivot5), 0)) AS m4_q0_0,
  SUM(CASE WHEN COALESCE(t.y5, 0) <> COALESCE(t.b5, 0) OR (t.y5 IS NOT NULL AND t.b5 IS NULL) THEN 1 ELSE 0 END) AS m4_changed,
  SUM(COALESCE(CASE WHEN t.y5 <> 0 THEN 1 END, 0) - COALESCE(CASE WHEN t.b5 <> 0 THEN 1 END, 0)) AS m4_contributors,
  SUM(COALESCE(CASE WHEN t.y6 IS NOT NULL THEN 1 END, 0) - COALESCE(CASE WHEN t.b6 IS NOT NULL THEN 1 END, 0)) AS m5_n,
  SUM(COALESCE(t.y6, 0) - COALESCE(t.b6, 0)) AS m5_s0,
  SUM(COALESCE((t.y6 - p.pivot6), 0) - COALESCE((t.b6 - p.pivot6), 0)) AS m5_d0,
  SUM(COALESCE((t.y6 - p.pivot6) * (t.y6 - p.pivot6), 0) - COALESCE((t.b6 - p.pivot6) * (t.b6 - p.pivot6), 0)) AS m5_q0_0,
  SUM(CASE WHEN COALESCE(t.y6, 0) <> COALESCE(t.b6, 0) OR (t.y6 IS NOT NULL AND t.b6 IS NULL) THEN 1 ELSE 0 END) AS m5_changed,
  SUM(COALESCE(CASE WHEN t.y6 <> 0 THEN 1 END, 0) - COALESCE(CASE WHEN t.b6 <> 0 THEN 1 END, 0)) AS m5_contributors
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
  SUM(m2_n) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m2_n,
  SUM(m2_s0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m2_s0,
  SUM(m2_d0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m2_d0,
  SUM(m2_q0_0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m2_q0_0,
  SUM(m3_n) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m3_n,
  SUM(m3_s0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m3_s0,
  SUM(m3_d0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m3_d0,
  SUM(m3_q0_0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m3_q0_0,
  SUM(m4_n) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m4_n,
  SUM(m4_s0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m4_s0,
  SUM(m4_d0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m4_d0,
  SUM(m4_q0_0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m4_q0_0,
  SUM(m5_n) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m5_n,
  SUM(m5_s0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m5_s0,
  SUM(m5_d0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m5_d0,
  SUM(m5_q0_0) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m5_q0_0,
  m0_changed,
  SUM(m0_contributors) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m0_contributors,
  m1_changed,
  SUM(m1_contributors) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m1_contributors,
  m2_changed,
  SUM(m2_contributors) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m2_contributors,
  m3_changed,
  SUM(m3_contributors) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m3_contributors,
  m4_changed,
  SUM(m4_contributors) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m4_contributors,
  m5_changed,
  SUM(m5_contributors) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m5_contributors
  FROM increment
),
least_changed AS (
  SELECT k.*, MIN(m0_changed) OVER (PARTITION BY series_day) AS m0_least,
  MIN(m1_changed) OVER (PARTITION BY series_day) AS m1_least,
  MIN(m2_changed) OVER (PARTITION BY series_day) AS m2_least,
  MIN(m3_changed) OVER (PARTITION BY series_day) AS m3_least,
  MIN(m4_changed) OVER (PARTITION BY series_day) AS m4_least,
  MIN(m5_changed) OVER (PARTITION BY series_day) AS m5_least
  FROM cumulated AS k
),
guarded AS (
  SELECT l.*, MAX(m0_least) OVER (PARTITION BY variation ORDER BY series_day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS m0_later,
  MAX(m1_least) OVER (PARTITION BY variation ORDER BY series_day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS m1_later,
  MAX(m2_least) OVER (PARTITION BY variation ORDER BY series_day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS m2_later,
  MAX(m3_least) OVER (PARTITION BY variation ORDER BY series_day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS m3_later,
  MAX(m4_least) OVER (PARTITION BY variation ORDER BY series_day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS m4_later,
  MAX(m5_least) OVER (PARTITION BY variation ORDER BY series_day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS m5_later
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
  CASE WHEN m1_least >= 5 AND COALESCE(m1_later, 5) >= 5 AND m1_contributors >= 5 AND m1_n >= 6 THEN m1_q0_0 END AS m1_q0_0,
  CASE WHEN m2_least >= 5 AND COALESCE(m2_later, 5) >= 5 AND m2_contributors >= 5 AND m2_n >= 6 THEN m2_n END AS m2_n,
  CASE WHEN m2_least >= 5 AND COALESCE(m2_later, 5) >= 5 AND m2_contributors >= 5 AND m2_n >= 6 THEN m2_s0 END AS m2_s0,
  CASE WHEN m2_least >= 5 AND COALESCE(m2_later, 5) >= 5 AND m2_contributors >= 5 AND m2_n >= 6 THEN m2_d0 END AS m2_d0,
  CASE WHEN m2_least >= 5 AND COALESCE(m2_later, 5) >= 5 AND m2_contributors >= 5 AND m2_n >= 6 THEN m2_q0_0 END AS m2_q0_0,
  CASE WHEN m3_least >= 5 AND COALESCE(m3_later, 5) >= 5 AND m3_contributors >= 5 AND m3_n >= 6 THEN m3_n END AS m3_n,
  CASE WHEN m3_least >= 5 AND COALESCE(m3_later, 5) >= 5 AND m3_contributors >= 5 AND m3_n >= 6 THEN m3_s0 END AS m3_s0,
  CASE WHEN m3_least >= 5 AND COALESCE(m3_later, 5) >= 5 AND m3_contributors >= 5 AND m3_n >= 6 THEN m3_d0 END AS m3_d0,
  CASE WHEN m3_least >= 5 AND COALESCE(m3_later, 5) >= 5 AND m3_contributors >= 5 AND m3_n >= 6 THEN m3_q0_0 END AS m3_q0_0,
  CASE WHEN m4_least >= 5 AND COALESCE(m4_later, 5) >= 5 AND m4_contributors >= 5 AND m4_n >= 6 THEN m4_n END AS m4_n,
  CASE WHEN m4_least >= 5 AND COALESCE(m4_later, 5) >= 5 AND m4_contributors >= 5 AND m4_n >= 6 THEN m4_s0 END AS m4_s0,
  CASE WHEN m4_least >= 5 AND COALESCE(m4_later, 5) >= 5 AND m4_contributors >= 5 AND m4_n >= 6 THEN m4_d0 END AS m4_d0,
  CASE WHEN m4_least >= 5 AND COALESCE(m4_later, 5) >= 5 AND m4_contributors >= 5 AND m4_n >= 6 THEN m4_q0_0 END AS m4_q0_0,
  CASE WHEN m5_least >= 5 AND COALESCE(m5_later, 5) >= 5 AND m5_contributors >= 5 AND m5_n >= 6 THEN m5_n END AS m5_n,
  CASE WHEN m5_least >= 5 AND COALESCE(m5_later, 5) >= 5 AND m5_contributors >= 5 AND m5_n >= 6 THEN m5_s0 END AS m5_s0,
  CASE WHEN m5_least >= 5 AND COALESCE(m5_later, 5) >= 5 AND m5_contributors >= 5 AND m5_n >= 6 THEN m5_d0 END AS m5_d0,
  CASE WHEN m5_least >= 5 AND COALESCE(m5_later, 5) >= 5 AND m5_contributors >= 5 AND m5_n >= 6 THEN m5_q0_0 END AS m5_q0_0
FROM guarded
ORDER BY series_day, variation
