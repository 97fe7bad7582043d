INSERT INTO scratch.assay_kept_published_2 (subject_digest, variation, part_no, row_digest)
SELECT TO_HEX(MD5(f.unit)),
  f.variation,
  1,
  MOD(FARM_FINGERPRINT(CAST(f.facts_n AS STRING) || '|' || CAST(f.facts_hash AS STRING)), 1000000007)
FROM (
  SELECT x.unit, x.variation, COUNT(*) AS facts_n, SUM(MOD(FARM_FINGERPRINT(x.subject || '|' || CAST(e.age_us AS STRING) || '|' || COALESCE(CAST(e.c0 AS STRING), '-') || '|' || COALESCE(CAST(e.c1 AS STRING), '-') || '|' || COALESCE(CAST(e.c2 AS STRING), '-') || '|' || COALESCE(CAST(e.c3 AS STRING), '-') || '|' || COALESCE(CAST(e.c4 AS STRING), '-')), 1000000007)) AS facts_hash
  FROM scratch.assay_run_event_0 AS e
  JOIN scratch.assay_run_slot AS x ON x.subject_key = e.subject_key
  GROUP BY x.unit, x.variation
) AS f
UNION ALL
SELECT CAST('part' AS STRING), CAST('part' AS STRING), 1, 0
