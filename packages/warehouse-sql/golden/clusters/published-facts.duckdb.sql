INSERT INTO scratch.assay_kept_published_2 (subject_digest, variation, part_no, row_digest)
SELECT MD5(x.subject),
  x.variation,
  1,
  CAST(HASH(CAST(f.facts_n AS VARCHAR) || '|' || CAST(f.facts_hash AS VARCHAR)) % 1000000007 AS BIGINT)
FROM scratch.assay_run_exposure AS x
JOIN (
  SELECT m.cluster_key AS subject_key, COUNT(*) AS facts_n, SUM(CAST(HASH(m.subject || '|' || CAST(e.age_us AS VARCHAR) || '|' || COALESCE(CAST(e.c0 AS VARCHAR), '-') || '|' || COALESCE(CAST(e.c1 AS VARCHAR), '-') || '|' || COALESCE(CAST(e.c2 AS VARCHAR), '-') || '|' || COALESCE(CAST(e.c3 AS VARCHAR), '-') || '|' || COALESCE(CAST(e.c4 AS VARCHAR), '-')) % 1000000007 AS BIGINT)) AS facts_hash
  FROM scratch.assay_run_event_0 AS e
  JOIN scratch.assay_run_member AS m ON m.subject_key = e.subject_key
  GROUP BY m.cluster_key
) AS f ON f.subject_key = x.subject_key
UNION ALL
SELECT CAST('part' AS VARCHAR), CAST('part' AS VARCHAR), 1, 0
