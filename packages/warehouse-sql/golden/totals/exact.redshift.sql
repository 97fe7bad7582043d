SELECT t0,
  t1,
  t2
FROM (
  SELECT SUM(e.v0) AS t0,
  SUM(e.v1) AS t1,
  SUM(e.v2) AS t2
  FROM (
    SELECT f.subject, CASE WHEN f.c1 = 1 AND f.c0 IS NOT NULL THEN f.c0 END AS v0,
  CASE WHEN f.c0 IS NOT NULL THEN f.c0 END AS v1,
  CASE WHEN f.c2 = 1 THEN CAST(1 AS DOUBLE PRECISION) END AS v2
    FROM (
      SELECT CAST(s.unit_id AS VARCHAR(1024)) AS subject,
  CAST(s.amount AS DOUBLE PRECISION) AS c0,
  CASE WHEN CAST(s.status AS VARCHAR(1024)) IN ('paid', 'it''s') THEN 1 ELSE 0 END AS c1,
  CASE WHEN (s.status IS NULL OR CAST(s.status AS VARCHAR(1024)) NOT IN ('void')) THEN 1 ELSE 0 END AS c2
      FROM (
SELECT * FROM orders WHERE state = 'done'
) AS s
      WHERE s.unit_id IS NOT NULL AND CAST(s.ts AS TIMESTAMP) >= CAST('2026-02-15 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-29 00:00:00' AS TIMESTAMP) AND s.order_date >= '2026-02-14' AND s.order_date < '2026-03-31'
    ) AS f
  ) AS e
) AS summed
