CREATE TRANSIENT TABLE scratch.assay_run_exposure AS
SELECT a.subject_key,
  a.subject,
  a.variation,
  a.is_mixed,
  a.exposed_us,
  a.exposed_day,
  a.assignment_count,
  a.p0 AS p0,
  e0.v1 AS p1,
  a.p1 AS p2,
  e0.v0 AS p3
FROM scratch.assay_run_assigned AS a
LEFT JOIN scratch.assay_run_entity_property_0 AS e0 ON e0.subject_key = a.subject_key
