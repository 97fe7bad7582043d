CREATE TABLE scratch.assay_kept_published_2 CLUSTER BY subject_digest AS
SELECT TO_HEX(MD5(x.subject)) AS subject_digest,
  x.variation,
  0 AS part_no,
  MOD(FARM_FINGERPRINT(CAST(x.exposed_us AS STRING) || '|' || CAST(x.is_mixed AS STRING) || '|' || CAST(x.assignment_count AS STRING)), 1000000007) AS row_digest
FROM scratch.assay_run_exposure AS x
WHERE x.variation IN ('control', 'treatment')
UNION ALL
SELECT CAST('part' AS STRING), CAST('part' AS STRING), 0, 0
