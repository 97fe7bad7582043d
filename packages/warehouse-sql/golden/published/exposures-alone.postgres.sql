CREATE TABLE scratch.assay_kept_published_2 AS
SELECT MD5(x.subject) AS subject_digest,
  x.variation,
  0 AS part_no,
  (HASHTEXTEXTENDED(CAST(x.exposed_us AS TEXT) || '|' || CAST(x.is_mixed AS TEXT) || '|' || CAST(x.assignment_count AS TEXT), 0) % 1000000007) AS row_digest
FROM scratch.assay_run_exposure AS x
WHERE x.variation IN ('control', 'treatment')
UNION ALL
SELECT CAST('part' AS TEXT), CAST('part' AS TEXT), 0, 0
