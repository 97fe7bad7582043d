CREATE TABLE scratch.assay_run_mark_0 OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)) AS
WITH point AS (
  SELECT subject_key, variation, (-1) AS property_no, CAST('' AS STRING) AS label, v, bucket_no
  FROM scratch.assay_run_point_0
  UNION ALL
  SELECT subject_key, variation, 0 AS property_no, g0 AS label, v, bucket_no
  FROM scratch.assay_run_point_0
  UNION ALL
  SELECT subject_key, variation, 1 AS property_no, g1 AS label, v, bucket_no
  FROM scratch.assay_run_point_0
),
bucket AS (
  SELECT variation, property_no, label, bucket_no, COUNT(*) AS n, MIN(v) AS low, MAX(v) AS high
  FROM point
  GROUP BY variation, property_no, label, bucket_no
),
placed AS (
  SELECT variation, property_no, label, n, low, high,
    SUM(n) OVER (PARTITION BY variation, property_no, label ORDER BY low ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - n AS before_n
  FROM bucket
),
total AS (
  SELECT variation, property_no, label, CAST(SUM(n) AS FLOAT64) AS facts_n
  FROM bucket
  GROUP BY variation, property_no, label
),
target AS (
  SELECT variation, property_no, label, 0 AS mark_no, CAST(0.95 AS FLOAT64) * (facts_n - 1) AS rank_at
  FROM total
  UNION ALL
  SELECT variation, property_no, label, 1 AS mark_no, CASE WHEN CAST(0.95 AS FLOAT64) > CAST(1.96 AS FLOAT64) * SQRT(CAST(0.95 AS FLOAT64) * (1 - CAST(0.95 AS FLOAT64)) / facts_n) THEN CAST(0.95 AS FLOAT64) - CAST(1.96 AS FLOAT64) * SQRT(CAST(0.95 AS FLOAT64) * (1 - CAST(0.95 AS FLOAT64)) / facts_n) ELSE 0 END * (facts_n - 1) AS rank_at
  FROM total
  UNION ALL
  SELECT variation, property_no, label, 2 AS mark_no, CASE WHEN CAST(0.95 AS FLOAT64) + CAST(1.96 AS FLOAT64) * SQRT(CAST(0.95 AS FLOAT64) * (1 - CAST(0.95 AS FLOAT64)) / facts_n) < 1 THEN CAST(0.95 AS FLOAT64) + CAST(1.96 AS FLOAT64) * SQRT(CAST(0.95 AS FLOAT64) * (1 - CAST(0.95 AS FLOAT64)) / facts_n) ELSE 1 END * (facts_n - 1) AS rank_at
  FROM total
),
hit AS (
  SELECT t.variation, t.property_no, t.label, t.mark_no, t.rank_at, b.n, b.low, b.high, b.before_n
  FROM target AS t
  JOIN placed AS b ON b.variation = t.variation AND b.property_no = t.property_no AND b.label = t.label
  WHERE b.before_n <= FLOOR(t.rank_at) + 1 AND b.before_n + b.n > FLOOR(t.rank_at)
),
ordered AS (
  SELECT variation, property_no, label, mark_no, rank_at, low AS v, before_n AS first_rank, before_n + n - 1 AS last_rank
  FROM hit
  WHERE low = high
  UNION ALL
  SELECT variation, property_no, label, mark_no, rank_at, v, value_rank AS first_rank, value_rank AS last_rank
  FROM (
    SELECT h.variation, h.property_no, h.label, h.mark_no, h.rank_at, a.v,
      h.before_n + ROW_NUMBER() OVER (PARTITION BY h.variation, h.property_no, h.label, h.mark_no, h.before_n ORDER BY a.v) - 1 AS value_rank
    FROM hit AS h
    JOIN point AS a ON a.variation = h.variation AND a.property_no = h.property_no AND a.label = h.label AND a.v >= h.low AND a.v <= h.high
    WHERE h.low < h.high
  ) AS ranked
),
found AS (
  SELECT variation, property_no, label, mark_no,
    MIN(CASE WHEN first_rank <= FLOOR(rank_at) AND last_rank >= FLOOR(rank_at) THEN v END) + (COALESCE(MIN(CASE WHEN first_rank <= FLOOR(rank_at) + 1 AND last_rank >= FLOOR(rank_at) + 1 THEN v END), MIN(CASE WHEN first_rank <= FLOOR(rank_at) AND last_rank >= FLOOR(rank_at) THEN v END)) - MIN(CASE WHEN first_rank <= FLOOR(rank_at) AND last_rank >= FLOOR(rank_at) THEN v END)) * (MAX(rank_at) - FLOOR(MAX(rank_at))) AS mark_v
  FROM ordered
  GROUP BY variation, property_no, label, mark_no
)
SELECT variation, property_no, label, MAX(CASE WHEN mark_no = 0 THEN mark_v END) AS quantile0,
  MAX(CASE WHEN mark_no = 1 THEN mark_v END) AS lower0,
  MAX(CASE WHEN mark_no = 2 THEN mark_v END) AS upper0
FROM found
GROUP BY variation, property_no, label
