CREATE TABLE scratch.assay_run_row AS
WITH learned AS (
  SELECT action
  FROM (
    SELECT action, ROW_NUMBER() OVER (ORDER BY n DESC, action) AS volume_rank
    FROM (
    SELECT action, COUNT(*) AS n, 0 AS labels FROM scratch.assay_run_reward GROUP BY action
    ) AS sized
    WHERE n >= 13 + labels
  ) AS ranked
  WHERE volume_rank <= 100
)
SELECT s.action,
  COALESCE(s.y, p.mean0) AS z0,
  COALESCE(s.y, p.mean0) - p.mean0 AS d0,
  CASE WHEN s.y IS NULL OR s.y = 0 THEN 0 ELSE 1 END AS t0,
  COALESCE(s.x0, p.mean1) AS z1,
  COALESCE(s.x0, p.mean1) - p.mean1 AS d1,
  CASE WHEN s.x0 IS NULL OR s.x0 = 0 THEN 0 ELSE 1 END AS t1,
  COALESCE(s.x1, p.mean2) AS z2,
  COALESCE(s.x1, p.mean2) - p.mean2 AS d2,
  CASE WHEN s.x1 IS NULL OR s.x1 = 0 THEN 0 ELSE 1 END AS t2
FROM scratch.assay_run_reward AS s
JOIN learned AS a ON a.action = s.action
CROSS JOIN (SELECT COALESCE(AVG(y), 0) AS mean0,
  COALESCE(AVG(x0), 0) AS mean1,
  COALESCE(AVG(x1), 0) AS mean2 FROM scratch.assay_run_reward) AS p
