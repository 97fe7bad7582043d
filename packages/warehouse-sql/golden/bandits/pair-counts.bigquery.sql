SELECT action, pair_no, label_a, label_b, n
FROM (
  SELECT action, pair_no, label_a, label_b, n, MIN(n) OVER (PARTITION BY action, pair_no) AS least
  FROM (
    SELECT action, CASE WHEN g0 IS NOT NULL AND g1 IS NOT NULL THEN 0 END AS pair_no, COALESCE(g0, g1) AS label_a,
      COALESCE(g1, g0) AS label_b, n
    FROM (
      SELECT r.action,
  r.g0,
  r.g1,
  COUNT(*) AS n
      FROM scratch.assay_run_row AS r
      GROUP BY GROUPING SETS ((r.action, r.g0, r.g1))
    ) AS a
  ) AS b
) AS c
WHERE least >= 10
