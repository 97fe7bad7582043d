CREATE TABLE scratch.assay_kept_published_2 CLUSTER BY subject_digest AS
SELECT TO_HEX(MD5(u.unit)) AS subject_digest,
  u.variation,
  0 AS part_no,
  MOD(FARM_FINGERPRINT(CAST(u.slots_n AS STRING) || '|' || CAST(u.slots_hash AS STRING)), 1000000007) AS row_digest
FROM (
  SELECT x.unit, x.variation, COUNT(*) AS slots_n, SUM(MOD(FARM_FINGERPRINT(CAST(x.exposed_us AS STRING) || '|' || CAST(x.is_mixed AS STRING) || '|' || CAST(x.assignment_count AS STRING) || '|' || CAST(x.until_us AS STRING)), 1000000007)) AS slots_hash
  FROM scratch.assay_run_slot AS x
  WHERE x.variation IN ('control', 'it\'s \\new')
  GROUP BY x.unit, x.variation
) AS u
UNION ALL
SELECT CAST('part' AS STRING), CAST('part' AS STRING), 0, 0
