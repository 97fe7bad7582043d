CREATE UNLOGGED TABLE scratch.assay_run_entity_property_0 AS
SELECT a.subject_key,
  MIN(e.v0 COLLATE "C") AS v0,
  MIN(e.v1 COLLATE "C") AS v1
FROM (
  SELECT CAST(s.unit_id AS TEXT) AS subject,
  CAST(s.status AS TEXT) AS v0,
  CAST(s."Order Note" AS TEXT) AS v1
  FROM (
SELECT * FROM orders
) AS s
  WHERE s.unit_id IS NOT NULL
) AS e
JOIN scratch.assay_run_assigned AS a ON a.subject = e.subject
GROUP BY a.subject_key
