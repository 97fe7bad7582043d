CREATE TABLE scratch.assay_kept_published_2 SORTKEY (subject_digest) AS
SELECT MD5(u.unit) AS subject_digest,
  u.variation,
  0 AS part_no,
  (FNV_HASH(CAST(u.slots_n AS VARCHAR(1024)) || '|' || CAST(u.slots_hash AS VARCHAR(1024))) % 1000000007) AS row_digest
FROM (
  SELECT x.unit, x.variation, COUNT(*) AS slots_n, SUM((FNV_HASH(CAST(x.exposed_us AS VARCHAR(1024)) || '|' || CAST(x.is_mixed AS VARCHAR(1024)) || '|' || CAST(x.assignment_count AS VARCHAR(1024)) || '|' || CAST(x.until_us AS VARCHAR(1024))) % 1000000007)) AS slots_hash
  FROM scratch.assay_run_slot AS x
  WHERE x.variation IN ('control', ('it''s ' || CHR(92) || 'new'))
  GROUP BY x.unit, x.variation
) AS u
UNION ALL
SELECT CAST('part' AS VARCHAR(1024)), CAST('part' AS VARCHAR(1024)), 0, 0
