INSERT INTO scratch.assay_kept_published_2 (subject_digest, variation, part_no, row_digest)
SELECT TO_HEX(MD5(x.subject)),
  x.variation,
  (-1),
  MOD(FARM_FINGERPRINT(CAST(f.facts_n AS STRING) || '|' || CAST(f.facts_hash AS STRING)), 1000000007)
FROM scratch.assay_run_exposure AS x
JOIN (
  SELECT m.cluster_key AS subject_key, COUNT(*) AS facts_n, SUM(MOD(FARM_FINGERPRINT(m.subject || '|' || CAST(m.exposed_us AS STRING) || '|' || CASE WHEN (m.exposed_day + 14) * 86400000000 <= 1774742400000000 THEN '1' ELSE '0' END), 1000000007)) AS facts_hash
  FROM scratch.assay_run_member AS m
  GROUP BY m.cluster_key
) AS f ON f.subject_key = x.subject_key
UNION ALL
SELECT CAST('part' AS STRING), CAST('part' AS STRING), (-1), 0
