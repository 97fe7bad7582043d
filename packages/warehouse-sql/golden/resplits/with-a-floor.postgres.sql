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
  SUM(t.d3 * t.d3) AS m1_q0_0,
  SUM(CASE WHEN t.y1 <> 0 THEN 1 ELSE 0 END) AS g0_0,
  SUM(CASE WHEN t.y1 * t.y2 <> 0 THEN 1 ELSE 0 END) AS g0_1,
  SUM(CASE WHEN t.y2 <> 0 THEN 1 ELSE 0 END) AS g0_2,
  SUM(CASE WHEN t.y3 <> 0 THEN 1 ELSE 0 END) AS g1_0,
  SUM(CASE WHEN t.y3 = 0 THEN 1 ELSE 0 END) AS g1_1
  FROM (
    SELECT SUBSTR(MD5(x.subject), 1, 3) AS shard_key,
  CASE WHEN s.v0 > c.upper1 THEN c.upper1 WHEN s.v0 < c.lower1 THEN c.lower1 ELSE s.v0 END AS y1,
  CASE WHEN s.v0 > c.upper1 THEN c.upper1 WHEN s.v0 < c.lower1 THEN c.lower1 ELSE s.v0 END - p.pivot1 AS d1,
  CASE WHEN s.v1 > c.upper2 THEN c.upper2 ELSE s.v1 END AS y2,
  CASE WHEN s.v1 > c.upper2 THEN c.upper2 ELSE s.v1 END - p.pivot2 AS d2,
  s.v2 AS y3,
  s.v2 - p.pivot3 AS d3
    FROM scratch.assay_run_subject_0 AS s CROSS JOIN scratch.assay_run_cap_0 AS c JOIN scratch.assay_run_pivot_0 AS p ON p.variation = s.variation JOIN scratch.assay_run_exposure AS x ON x.subject_key = s.subject_key
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
  SELECT l.salt_no, CASE WHEN MD5(s.shard_key || ':' || CAST(l.salt_no AS TEXT)) < '8' THEN 0 ELSE 1 END AS half_no, s.m0_n,
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
),
permission AS (
  SELECT CASE WHEN SUM(g0_0) >= 400 AND SUM(g0_1) >= 400 AND SUM(g0_2) >= 400 THEN 1 ELSE 0 END AS ok0,
  CASE WHEN SUM(g1_0) >= 400 AND SUM(g1_1) >= 400 THEN 1 ELSE 0 END AS ok1
  FROM shard
)
SELECT h.salt_no,
  h.half_no,
  CASE WHEN g.ok0 = 1 THEN h.m0_n END AS m0_n,
  CASE WHEN g.ok0 = 1 THEN h.m0_s0 END AS m0_s0,
  CASE WHEN g.ok0 = 1 THEN h.m0_s1 END AS m0_s1,
  CASE WHEN g.ok0 = 1 THEN h.m0_d0 END AS m0_d0,
  CASE WHEN g.ok0 = 1 THEN h.m0_d1 END AS m0_d1,
  CASE WHEN g.ok0 = 1 THEN h.m0_q0_0 END AS m0_q0_0,
  CASE WHEN g.ok0 = 1 THEN h.m0_q1_0 END AS m0_q1_0,
  CASE WHEN g.ok0 = 1 THEN h.m0_q1_1 END AS m0_q1_1,
  CASE WHEN g.ok1 = 1 THEN h.m1_n END AS m1_n,
  CASE WHEN g.ok1 = 1 THEN h.m1_s0 END AS m1_s0,
  CASE WHEN g.ok1 = 1 THEN h.m1_d0 END AS m1_d0,
  CASE WHEN g.ok1 = 1 THEN h.m1_q0_0 END AS m1_q0_0
FROM half AS h CROSS JOIN permission AS g
