CREATE TABLE scratch.assay_run_cap_0 AS
WITH value0 AS (
  SELECT v0 AS v, CASE WHEN v0 > 0 THEN 100000 + FLOOR(16 * LN(v0)) WHEN v0 < 0 THEN -100000 - FLOOR(16 * LN(-v0)) ELSE 0 END AS bucket_no
  FROM scratch.assay_run_subject_0
  WHERE v0 IS NOT NULL
),
bucket0 AS (
  SELECT bucket_no, COUNT(*) AS n, MIN(v) AS low, MAX(v) AS high
  FROM value0
  GROUP BY bucket_no
),
placed0 AS (
  SELECT n, low, high,
    SUM(n) OVER (ORDER BY low ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - n AS before_n,
    CAST(0.99 AS DOUBLE) * (SUM(n) OVER () - 1) AS rank_at
  FROM bucket0
),
hit0 AS (
  SELECT n, low, high, before_n, rank_at
  FROM placed0
  WHERE before_n <= FLOOR(rank_at) + 1 AND before_n + n > FLOOR(rank_at)
),
ordered0 AS (
  SELECT rank_at, low AS v, before_n AS first_rank, before_n + n - 1 AS last_rank
  FROM hit0
  WHERE low = high
  UNION ALL
  SELECT rank_at, v, value_rank AS first_rank, value_rank AS last_rank
  FROM (
    SELECT h.rank_at, a.v, h.before_n + ROW_NUMBER() OVER (PARTITION BY h.before_n ORDER BY a.v) - 1 AS value_rank
    FROM hit0 AS h
    JOIN value0 AS a ON a.v >= h.low AND a.v <= h.high
    WHERE h.low < h.high
  ) AS ranked
),
cap0 AS (
  SELECT MIN(CASE WHEN first_rank <= FLOOR(rank_at) AND last_rank >= FLOOR(rank_at) THEN v END) + (COALESCE(MIN(CASE WHEN first_rank <= FLOOR(rank_at) + 1 AND last_rank >= FLOOR(rank_at) + 1 THEN v END), MIN(CASE WHEN first_rank <= FLOOR(rank_at) AND last_rank >= FLOOR(rank_at) THEN v END)) - MIN(CASE WHEN first_rank <= FLOOR(rank_at) AND last_rank >= FLOOR(rank_at) THEN v END)) * (MAX(rank_at) - FLOOR(MAX(rank_at))) AS value
  FROM ordered0
),
value1 AS (
  SELECT v0 AS v, CASE WHEN v0 > 0 THEN 100000 + FLOOR(16 * LN(v0)) WHEN v0 < 0 THEN -100000 - FLOOR(16 * LN(-v0)) ELSE 0 END AS bucket_no
  FROM scratch.assay_run_subject_0
  WHERE v0 IS NOT NULL
),
bucket1 AS (
  SELECT bucket_no, COUNT(*) AS n, MIN(v) AS low, MAX(v) AS high
  FROM value1
  GROUP BY bucket_no
),
placed1 AS (
  SELECT n, low, high,
    SUM(n) OVER (ORDER BY low ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - n AS before_n,
    CAST(0.01 AS DOUBLE) * (SUM(n) OVER () - 1) AS rank_at
  FROM bucket1
),
hit1 AS (
  SELECT n, low, high, before_n, rank_at
  FROM placed1
  WHERE before_n <= FLOOR(rank_at) + 1 AND before_n + n > FLOOR(rank_at)
),
ordered1 AS (
  SELECT rank_at, low AS v, before_n AS first_rank, before_n + n - 1 AS last_rank
  FROM hit1
  WHERE low = high
  UNION ALL
  SELECT rank_at, v, value_rank AS first_rank, value_rank AS last_rank
  FROM (
    SELECT h.rank_at, a.v, h.before_n + ROW_NUMBER() OVER (PARTITION BY h.before_n ORDER BY a.v) - 1 AS value_rank
    FROM hit1 AS h
    JOIN value1 AS a ON a.v >= h.low AND a.v <= h.high
    WHERE h.low < h.high
  ) AS ranked
),
cap1 AS (
  SELECT MIN(CASE WHEN first_rank <= FLOOR(rank_at) AND last_rank >= FLOOR(rank_at) THEN v END) + (COALESCE(MIN(CASE WHEN first_rank <= FLOOR(rank_at) + 1 AND last_rank >= FLOOR(rank_at) + 1 THEN v END), MIN(CASE WHEN first_rank <= FLOOR(rank_at) AND last_rank >= FLOOR(rank_at) THEN v END)) - MIN(CASE WHEN first_rank <= FLOOR(rank_at) AND last_rank >= FLOOR(rank_at) THEN v END)) * (MAX(rank_at) - FLOOR(MAX(rank_at))) AS value
  FROM ordered1
)
SELECT NULLIF(cap0.value, 0) AS upper1,
  cap1.value AS lower1,
  CAST(100 AS DOUBLE) AS upper2
FROM cap0 CROSS JOIN cap1
