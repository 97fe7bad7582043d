WITH shard AS (
  SELECT t.shard_key,
  COUNT(t.y1) AS m0_n,
  SUM(t.y1) AS m0_s0,
  SUM(t.y2) AS m0_s1,
  SUM(t.d1) AS m0_d0,
  SUM(t.d2) AS m0_d1,
  SUM(t.d1 * t.d1) AS m0_q0_0,
  SUM(t.d2 * t.d1) AS m0_q1_0,
  SUM(t.d2 * t.d2) AS m0_q1_1,
  COUNT(t.y3) AS m1_n,
  SUM(t.y3) AS m1_s0,
  SUM(t.d3) AS m1_d0,
  SUM(t.d3 * t.d3) AS m1_q0_0
  FROM (
    SELECT SUBSTR(MD5(s.subject_key), 1, 3) AS shard_key,
  s.v1 AS y1,
  s.v1 - p.pivot1 AS d1,
  s.v2 AS y2,
  s.v2 - p.pivot2 AS d2,
  s.v3 AS y3,
  s.v3 - p.pivot3 AS d3
    FROM scratch.assay_run_subject_0 AS s JOIN scratch.assay_run_pivot_0 AS p ON p.variation = s.variation
  ) AS t
  GROUP BY t.shard_key
),
digit AS (
  SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n
),
salt AS (
  SELECT a.n + 10 * b.n + 100 * c.n AS salt_no
  FROM digit AS a CROSS JOIN digit AS b CROSS JOIN digit AS c
  WHERE c.n < 2
),
drawn AS (
  SELECT l.salt_no, CASE WHEN MD5(s.shard_key || ':' || CAST(l.salt_no AS STRING)) < '8' THEN 0 ELSE 1 END AS half_no, s.m0_n,
  s.m0_s0,
  s.m0_s1,
  s.m0_d0,
  s.m0_d1,
  s.m0_q0_0,
  s.m0_q1_0,
  s.m0_q1_1,
  s.m1_n,
  s.m1_s0,
  s.m1_d0,
  s.m1_q0_0
  FROM shard AS s CROSS JOIN salt AS l
),
half AS (
  SELECT salt_no, half_no, SUM(m0_n) AS m0_n,
  SUM(m0_s0) AS m0_s0,
  SUM(m0_s1) AS m0_s1,
  SUM(m0_d0) AS m0_d0,
  SUM(m0_d1) AS m0_d1,
  SUM(m0_q0_0) AS m0_q0_0,
  SUM(m0_q1_0) AS m0_q1_0,
  SUM(m0_q1_1) AS m0_q1_1,
  SUM(m1_n) AS m1_n,
  SUM(m1_s0) AS m1_s0,
  SUM(m1_d0) AS m1_d0,
  SUM(m1_q0_0) AS m1_q0_0
  FROM drawn
  GROUP BY salt_no, half_no
)
SELECT h.salt_no,
  h.half_no,
  h.m0_n,
  h.m0_s0,
  h.m0_s1,
  h.m0_d0,
  h.m0_d1,
  h.m0_q0_0,
  h.m0_q1_0,
  h.m0_q1_1,
  h.m1_n,
  h.m1_s0,
  h.m1_d0,
  h.m1_q0_0
FROM half AS h
