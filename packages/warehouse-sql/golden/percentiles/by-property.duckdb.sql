WITH point AS (
  SELECT subject_key, variation, (-1) AS property_no, CAST('' AS VARCHAR) AS label, v, bucket_no
  FROM scratch.assay_run_point_0
  UNION ALL
  SELECT subject_key, variation, 0 AS property_no, g0 AS label, v, bucket_no
  FROM scratch.assay_run_point_0
  UNION ALL
  SELECT subject_key, variation, 1 AS property_no, g1 AS label, v, bucket_no
  FROM scratch.assay_run_point_0
),
near AS (
  SELECT p.variation, p.property_no, p.label, MAX(CASE WHEN p.v < m.quantile0 THEN p.v END) AS below_v, MIN(CASE WHEN p.v > m.quantile0 THEN p.v END) AS above_v
  FROM point AS p
  JOIN scratch.assay_run_mark_0 AS m ON m.variation = p.variation AND m.property_no = p.property_no AND m.label = p.label
  GROUP BY p.variation, p.property_no, p.label
),
counted AS (
  SELECT p.variation, p.property_no, p.label, p.subject_key, COUNT(*) AS facts_n,
  SUM(CASE WHEN p.v <= m.quantile0 THEN 1 ELSE 0 END) AS below_n,
  SUM(CASE WHEN p.v = m.quantile0 THEN 1 ELSE 0 END) AS at_quantile_n,
  SUM(CASE WHEN p.v = n.below_v THEN 1 ELSE 0 END) AS at_below_n,
  SUM(CASE WHEN p.v = n.above_v THEN 1 ELSE 0 END) AS at_above_n,
  MAX(CASE WHEN p.v <> 0 THEN 1 ELSE 0 END) AS is_nonzero,
  MAX(CASE WHEN p.v <= m.lower0 THEN 1 ELSE 0 END) AS is_low,
  MAX(CASE WHEN p.v >= m.upper0 THEN 1 ELSE 0 END) AS is_high
  FROM point AS p
  JOIN scratch.assay_run_mark_0 AS m ON m.variation = p.variation AND m.property_no = p.property_no AND m.label = p.label
  JOIN near AS n ON n.variation = p.variation AND n.property_no = p.property_no AND n.label = p.label
  GROUP BY p.variation, p.property_no, p.label, p.subject_key
),
summed AS (
  SELECT c.variation, c.property_no, c.label, COUNT(*) AS subjects,
  MAX(m.quantile0) AS quantile,
  MAX(m.lower0) AS lower,
  MAX(m.upper0) AS upper,
  SUM(c.below_n) AS sum_s,
  SUM(c.facts_n) AS sum_n,
  SUM(CAST(c.below_n AS DOUBLE) * c.below_n) AS square_s,
  SUM(CAST(c.facts_n AS DOUBLE) * c.below_n) AS product,
  SUM(CAST(c.facts_n AS DOUBLE) * c.facts_n) AS square_n,
  SUM(c.at_quantile_n) AS at_quantile,
  SUM(c.at_below_n) AS at_below,
  SUM(c.at_above_n) AS at_above,
  CASE WHEN COUNT(*) >= 7 AND SUM(c.is_nonzero) >= 5 AND SUM(c.is_low) >= 5 AND SUM(c.is_high) >= 5 THEN 1 ELSE 0 END AS may_leave
  FROM counted AS c
  JOIN scratch.assay_run_mark_0 AS m ON m.variation = c.variation AND m.property_no = c.property_no AND m.label = c.label
  GROUP BY c.variation, c.property_no, c.label
)
SELECT variation, property_no, CASE WHEN property_no >= 0 THEN label END AS label, CASE WHEN subjects >= 5 THEN subjects END AS subjects,
  CASE WHEN CASE WHEN property_no = -1 THEN may_leave ELSE MIN(may_leave) OVER (PARTITION BY property_no) END = 1 THEN quantile END AS quantile,
  CASE WHEN CASE WHEN property_no = -1 THEN may_leave ELSE MIN(may_leave) OVER (PARTITION BY property_no) END = 1 THEN lower END AS lower,
  CASE WHEN CASE WHEN property_no = -1 THEN may_leave ELSE MIN(may_leave) OVER (PARTITION BY property_no) END = 1 THEN upper END AS upper,
  CASE WHEN CASE WHEN property_no = -1 THEN may_leave ELSE MIN(may_leave) OVER (PARTITION BY property_no) END = 1 THEN sum_s END AS sum_s,
  CASE WHEN CASE WHEN property_no = -1 THEN may_leave ELSE MIN(may_leave) OVER (PARTITION BY property_no) END = 1 THEN sum_n END AS sum_n,
  CASE WHEN CASE WHEN property_no = -1 THEN may_leave ELSE MIN(may_leave) OVER (PARTITION BY property_no) END = 1 THEN square_s END AS square_s,
  CASE WHEN CASE WHEN property_no = -1 THEN may_leave ELSE MIN(may_leave) OVER (PARTITION BY property_no) END = 1 THEN product END AS product,
  CASE WHEN CASE WHEN property_no = -1 THEN may_leave ELSE MIN(may_leave) OVER (PARTITION BY property_no) END = 1 THEN square_n END AS square_n,
  CASE WHEN CASE WHEN property_no = -1 THEN may_leave ELSE MIN(may_leave) OVER (PARTITION BY property_no) END = 1 THEN at_quantile END AS at_quantile,
  CASE WHEN CASE WHEN property_no = -1 THEN may_leave ELSE MIN(may_leave) OVER (PARTITION BY property_no) END = 1 THEN at_below END AS at_below,
  CASE WHEN CASE WHEN property_no = -1 THEN may_leave ELSE MIN(may_leave) OVER (PARTITION BY property_no) END = 1 THEN at_above END AS at_above
FROM summed
