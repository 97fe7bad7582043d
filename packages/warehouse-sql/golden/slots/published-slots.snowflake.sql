CREATE TRANSIENT TABLE scratch.assay_kept_published_2 AS
SELECT MD5(u.unit) AS subject_digest,
  u.variation,
  0 AS part_no,
  MOD(HASH(CAST(u.slots_n AS VARCHAR) || '|' || CAST(u.slots_hash AS VARCHAR)), 1000000007) AS row_digest
FROM (
  SELECT x.unit, x.variation, COUNT(*) AS slots_n, SUM(MOD(HASH(CAST(x.exposed_us AS VARCHAR) || '|' || CAST(x.is_mixed AS VARCHAR) || '|' || CAST(x.assignment_count AS VARCHAR) || '|' || CAST(x.until_us AS VARCHAR)), 1000000007)) AS slots_hash
  FROM scratch.assay_run_slot AS x
  WHERE x.variation IN ('control', 'it\'s \\new')
  GROUP BY x.unit, x.variation
) AS u
UNION ALL
SELECT CAST('part' AS VARCHAR), CAST('part' AS VARCHAR), 0, 0
