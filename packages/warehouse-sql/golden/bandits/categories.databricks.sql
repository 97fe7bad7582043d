CREATE TABLE scratch.assay_run_category AS
WITH counted AS (
  SELECT action, 0 AS attribute_no, c0 AS value, COUNT(*) AS n, SUM(CASE WHEN y <> 0 THEN 1 ELSE 0 END) AS support
  FROM scratch.assay_run_reward
  GROUP BY action, c0
  UNION ALL
  SELECT action, 1 AS attribute_no, c1 AS value, COUNT(*) AS n, SUM(CASE WHEN y <> 0 THEN 1 ELSE 0 END) AS support
  FROM scratch.assay_run_reward
  GROUP BY action, c1
),
judged AS (
  SELECT action, attribute_no, value, n, support, CASE WHEN value <> '(other)' AND support >= 10 THEN 1 ELSE 0 END AS is_frequent
  FROM counted
),
ranked AS (
  SELECT action, attribute_no, value, support, is_frequent,
    ROW_NUMBER() OVER (PARTITION BY action, attribute_no ORDER BY is_frequent DESC, n DESC, value) AS volume_rank
  FROM judged
),
kept AS (
  SELECT action, attribute_no, value, support, volume_rank,
    CASE WHEN is_frequent = 1 AND volume_rank <= 10 THEN 1 ELSE 0 END AS is_kept
  FROM ranked
),
rest AS (
  SELECT action, attribute_no, SUM(is_kept) AS last_rank,
    CASE WHEN SUM(1 - is_kept) > 0 AND SUM((1 - is_kept) * support) < 10 THEN 1 ELSE 0 END AS is_small
  FROM kept
  GROUP BY action, attribute_no
)
SELECT v.action, v.attribute_no, v.value,
  CASE
    WHEN v.is_kept = 0 THEN '(other)'
    WHEN r.is_small = 1 AND v.volume_rank = r.last_rank THEN '(other)'
    ELSE v.value
  END AS label
FROM kept AS v
JOIN rest AS r ON r.action = v.action AND r.attribute_no = v.attribute_no
