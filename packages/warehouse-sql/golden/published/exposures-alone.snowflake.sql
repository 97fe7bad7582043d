CREATE TRANSIENT TABLE scratch.assay_kept_published_2 AS
SELECT MD5(x.subject) AS subject_digest,
  x.variation,
  0 AS part_no,
  MOD(HASH(CAST(x.exposed_us AS VARCHAR) || '|' || CAST(x.is_mixed AS VARCHAR) || '|' || CAST(x.assignment_count AS VARCHAR)), 1000000007) AS row_digest
FROM scratch.assay_run_exposure AS x
WHERE x.variation IN ('control', 'treatment')
UNION ALL
SELECT CAST('part' AS VARCHAR), CAST('part' AS VARCHAR), 0, 0
