CREATE TABLE scratch.assay_run_property_value AS
WITH per_arm AS (
  SELECT 0 AS property_no, COALESCE(p0, '(none)') AS value, variation, COUNT(*) AS n
  FROM scratch.assay_run_exposure
  WHERE is_mixed = 0 AND variation IN ('control', ('it''s ' || CHR(92) || 'new'))
  GROUP BY COALESCE(p0, '(none)'), variation
),
counted AS (
  SELECT property_no, value, SUM(n) AS total, 1 AS is_frequent
  FROM per_arm
  GROUP BY property_no, value
),
ranked AS (
  SELECT property_no, value, total, is_frequent,
    ROW_NUMBER() OVER (PARTITION BY property_no ORDER BY is_frequent DESC, total DESC, value) AS volume_rank
  FROM counted
),
kept AS (
  SELECT property_no, value, total, volume_rank,
    CASE WHEN is_frequent = 1 AND volume_rank <= 50 THEN 1 ELSE 0 END AS is_kept
  FROM ranked
),
rest AS (
  SELECT property_no, 0 AS is_small
  FROM (
    SELECT a.property_no, a.variation, SUM(a.n) AS n
    FROM per_arm AS a
    JOIN kept AS v ON v.property_no = a.property_no AND v.value = a.value
    WHERE v.is_kept = 0
    GROUP BY a.property_no, a.variation
  ) AS by_arm
  GROUP BY property_no
),
judged AS (
  SELECT property_no, MAX(CASE WHEN is_kept = 1 THEN volume_rank ELSE 0 END) AS last_rank,
    CASE WHEN 2 * SUM(is_kept * total) < SUM(total) THEN 1 ELSE 0 END AS is_scattered
  FROM kept
  GROUP BY property_no
)
SELECT v.property_no, v.value,
  CASE
    WHEN v.is_kept = 0 OR j.is_scattered = 1 THEN '(other)'
    WHEN COALESCE(r.is_small, 0) = 1 AND v.volume_rank = j.last_rank THEN '(other)'
    ELSE v.value
  END AS label
FROM kept AS v
JOIN judged AS j ON j.property_no = v.property_no
LEFT JOIN rest AS r ON r.property_no = v.property_no
