CREATE TABLE scratch.assay_run_entity_property_0 AS
SELECT a.subject_key,
  MIN(e.v0) AS v0,
  MIN(e.v1) AS v1
FROM (
  SELECT CAST(s.unit_id AS VARCHAR) AS subject,
  CAST(s.status AS VARCHAR) AS v0,
  CAST(s."Order Note" AS VARCHAR) AS v1
  FROM (
SELECT * FROM orders
) AS s
  WHERE s.unit_id IS NOT NULL
) AS e
JOIN scratch.assay_run_assigned AS a ON a.subject = e.subject
GROUP BY a.subject_key
