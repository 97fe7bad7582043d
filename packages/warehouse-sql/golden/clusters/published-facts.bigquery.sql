INSERT INTO scratch.assay_kept_published_2 (subject_digest, variation, part_no, row_digest)
SELECT TO_HEX(MD5(x.subject)),
  x.variation,
  1,
  MOD(FARM_FINGERPRINT(CAST(f.facts_n AS STRING) || '|' || CAST(f.facts_hash AS STRING)), 1000000007)
FROM scratch.assay_run_exposure AS x
JOIN (
  SELECT m.cluster_key AS subject_key, COUNT(*) AS facts_n, SUM(MOD(FARM_FINGERPRINT(m.subject || '|' || CAST(e.age_us AS STRING) || '|' || COALESCE(CAST(e.c0 AS STRING), '-') || '|' || COALESCE(CAST(e.c1 AS STRING), '-') || '|' || COALESCE(CAST(e.c2 AS STRING), '-') || '|' || COALESCE(CAST(e.c3 AS STRING), '-') || '|' || COALESCE(CAST(e.c4 AS STRING), '-')), 1000000007)) AS facts_hash
  FROM scratch.assay_run_event_0 AS e
  JOIN scratch.assay_run_member AS m ON m.subject_key = e.subject_key
  GROUP BY m.cluster_key
) AS f ON f.subject_key = x.subject_key
UNION ALL
SELECT CAST('part' AS STRING), CAST('part' AS STRING), 1, 0
