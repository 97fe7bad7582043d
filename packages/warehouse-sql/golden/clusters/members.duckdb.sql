CREATE TABLE scratch.assay_run_member AS
SELECT assay_memory.run.next_key() AS subject_key,
  m.subject,
  m.cluster_key,
  m.exposed_us,
  DIVIDE(m.exposed_us, 86400000000) AS exposed_day,
  1 AS assignment_count,
  m.variation,
  m.is_mixed,
  m.p0
FROM (
  SELECT i.secondary_id AS subject,
  x.subject_key AS cluster_key,
  CASE WHEN i.at_us > x.exposed_us THEN i.at_us ELSE x.exposed_us END AS exposed_us,
  x.variation,
  x.is_mixed,
  x.p0
  FROM (
  SELECT a.id0 AS secondary_id, a.subject, a.at_us,
    ROW_NUMBER() OVER (PARTITION BY a.id0 ORDER BY a.at_us, a.subject) AS row_rank
  FROM scratch.assay_run_assignment AS a
  WHERE a.id0 IS NOT NULL
) AS i
JOIN scratch.assay_run_exposure AS x ON x.subject = i.subject
WHERE i.row_rank = 1
) AS m
