CREATE UNLOGGED TABLE scratch.assay_run_row AS
WITH learned AS (
  SELECT action
  FROM (
    SELECT action, ROW_NUMBER() OVER (ORDER BY n DESC, action COLLATE "C") AS volume_rank
    FROM (
    SELECT c.action, c.n, COALESCE(k.labels, 0) AS labels
    FROM (SELECT action, COUNT(*) AS n FROM scratch.assay_run_reward GROUP BY action) AS c
    LEFT JOIN (
      SELECT action, COUNT(*) AS labels
      FROM (SELECT DISTINCT action, attribute_no, label FROM scratch.assay_run_category) AS u
      GROUP BY action
    ) AS k ON k.action = c.action
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
  CASE WHEN s.x1 IS NULL OR s.x1 = 0 THEN 0 ELSE 1 END AS t2,
  l0.label AS g0,
  l1.label AS g1
FROM scratch.assay_run_reward AS s
JOIN learned AS a ON a.action = s.action
CROSS JOIN (SELECT COALESCE(AVG(y), 0) AS mean0,
  COALESCE(AVG(x0), 0) AS mean1,
  COALESCE(AVG(x1), 0) AS mean2 FROM scratch.assay_run_reward) AS p
JOIN scratch.assay_run_category AS l0 ON l0.action = s.action AND l0.attribute_no = 0 AND l0.value = s.c0
JOIN scratch.assay_run_category AS l1 ON l1.action = s.action AND l1.attribute_no = 1 AND l1.value = s.c1
