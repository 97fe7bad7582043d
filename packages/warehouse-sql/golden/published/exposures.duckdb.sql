CREATE TABLE scratch.assay_kept_published_2 AS
SELECT MD5(x.subject) AS subject_digest,
  x.variation,
  0 AS part_no,
  CAST(HASH(CAST(x.exposed_us AS VARCHAR) || '|' || CAST(x.is_mixed AS VARCHAR) || '|' || CAST(x.assignment_count AS VARCHAR) || '|' || COALESCE(x.p0, '-') || '|' || COALESCE(x.p1, '-') || '|' || CASE WHEN x.exposed_us + 604800000000 <= 1774742400000000 THEN '1' ELSE '0' END || '|' || CASE WHEN (x.exposed_day + 14) * 86400000000 <= 1774742400000000 THEN '1' ELSE '0' END) % 1000000007 AS BIGINT) AS row_digest
FROM scratch.assay_run_exposure AS x
WHERE x.variation IN ('control', 'treatment')
UNION ALL
SELECT CAST('part' AS VARCHAR), CAST('part' AS VARCHAR), 0, 0
