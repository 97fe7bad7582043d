INSERT INTO scratch.assay_kept_published_2 (subject_digest, variation, part_no, row_digest)
SELECT MD5(f.unit),
  f.variation,
  1,
  (HASHTEXTEXTENDED(CAST(f.facts_n AS TEXT) || '|' || CAST(f.facts_hash AS TEXT), 0) % 1000000007)
FROM (
  SELECT x.unit, x.variation, COUNT(*) AS facts_n, SUM((HASHTEXTEXTENDED(x.subject || '|' || CAST(e.age_us AS TEXT) || '|' || COALESCE(CAST(e.c0 AS TEXT), '-') || '|' || COALESCE(CAST(e.c1 AS TEXT), '-') || '|' || COALESCE(CAST(e.c2 AS TEXT), '-') || '|' || COALESCE(CAST(e.c3 AS TEXT), '-') || '|' || COALESCE(CAST(e.c4 AS TEXT), '-'), 0) % 1000000007)) AS facts_hash
  FROM scratch.assay_run_event_0 AS e
  JOIN scratch.assay_run_slot AS x ON x.subject_key = e.subject_key
  GROUP BY x.unit, x.variation
) AS f
UNION ALL
SELECT CAST('part' AS TEXT), CAST('part' AS TEXT), 1, 0
