CREATE TABLE scratch.assay_kept_published_2 AS
SELECT MD5(u.unit) AS subject_digest,
  u.variation,
  0 AS part_no,
  (HASHTEXTEXTENDED(CAST(u.slots_n AS TEXT) || '|' || CAST(u.slots_hash AS TEXT), 0) % 1000000007) AS row_digest
FROM (
  SELECT x.unit, x.variation, COUNT(*) AS slots_n, SUM((HASHTEXTEXTENDED(CAST(x.exposed_us AS TEXT) || '|' || CAST(x.is_mixed AS TEXT) || '|' || CAST(x.assignment_count AS TEXT) || '|' || CAST(x.until_us AS TEXT), 0) % 1000000007)) AS slots_hash
  FROM scratch.assay_run_slot AS x
  WHERE x.variation IN ('control', 'it''s \new')
  GROUP BY x.unit, x.variation
) AS u
UNION ALL
SELECT CAST('part' AS TEXT), CAST('part' AS TEXT), 0, 0
