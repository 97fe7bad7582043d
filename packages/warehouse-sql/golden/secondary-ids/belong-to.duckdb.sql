CREATE TABLE scratch.assay_run_secondary_id_0 AS
SELECT i.secondary_id, x.subject_key
FROM (
  SELECT a.id1 AS secondary_id, a.subject, a.at_us,
    ROW_NUMBER() OVER (PARTITION BY a.id1 ORDER BY a.at_us, a.subject) AS row_rank
  FROM scratch.assay_run_assignment AS a
  WHERE a.id1 IS NOT NULL
) AS i
JOIN scratch.assay_run_exposure AS x ON x.subject = i.subject
WHERE i.row_rank = 1
