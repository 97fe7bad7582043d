INSERT INTO scratch.assay_kept_published_2 (subject_digest, variation, part_no, row_digest)
SELECT MD5(f.unit),
  f.variation,
  1,
  CAST(HASH(CAST(f.facts_n AS VARCHAR) || '|' || CAST(f.facts_hash AS VARCHAR)) % 1000000007 AS BIGINT)
FROM (
  SELECT x.unit, x.variation, COUNT(*) AS facts_n, SUM(CAST(HASH(x.subject || '|' || CAST(e.age_us AS VARCHAR) || '|' || COALESCE(CAST(e.c0 AS VARCHAR), '-') || '|' || COALESCE(CAST(e.c1 AS VARCHAR), '-') || '|' || COALESCE(CAST(e.c2 AS VARCHAR), '-') || '|' || COALESCE(CAST(e.c3 AS VARCHAR), '-') || '|' || COALESCE(CAST(e.c4 AS VARCHAR), '-')) % 1000000007 AS BIGINT)) AS facts_hash
  FROM scratch.assay_run_event_0 AS e
  JOIN scratch.assay_run_slot AS x ON x.subject_key = e.subject_key
  GROUP BY x.unit, x.variation
) AS f
UNION ALL
SELECT CAST('part' AS VARCHAR), CAST('part' AS VARCHAR), 1, 0
